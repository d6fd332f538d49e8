-- People to follow in a new database. 'MOCK' is the bootcamp's placeholder: nobody signs in as them.
insert into public.users (uuid, display_name, email, handle, cognito_user_id, created_at)
values
  ('0192a000-0000-7000-8000-000000000001', 'Amara Okafor', 'amara@cruddur.example', 'amara', 'MOCK', now() - interval '40 days'),
  ('0192a000-0000-7000-8000-000000000002', 'Jonas Berg', 'jonas@cruddur.example', 'jonas_berg', 'MOCK', now() - interval '33 days'),
  ('0192a000-0000-7000-8000-000000000003', 'Mei Lin', 'mei@cruddur.example', 'mei_lin', 'MOCK', now() - interval '20 days'),
  ('0192a000-0000-7000-8000-000000000004', 'Sofía Reyes', 'sofia@cruddur.example', 'sofia', 'MOCK', now() - interval '12 days'),
  ('0192a000-0000-7000-8000-000000000005', 'Tariq Haddad', 'tariq@cruddur.example', 'tariq', 'MOCK', now() - interval '3 days')
on conflict do nothing;
