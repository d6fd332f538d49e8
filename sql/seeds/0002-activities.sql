-- Cruds of different ages and lifetimes. The author is found by handle; a crud whose author is not there is left out.
insert into public.activities (uuid, user_uuid, message, created_at, expires_at, replies_count, reposts_count, likes_count)
select
  seed.uuid::uuid,
  users.uuid,
  seed.message,
  now() - seed.age::interval,
  now() - seed.age::interval + seed.ttl::interval,
  seed.replies,
  seed.reposts,
  seed.likes
from (
  values
    ('0192b000-0000-7000-8000-000000000001', 'amara', 'Moved the whole schema from v4 to v7 uuids today. The index got smaller and I got a longer lunch.', '26 days', '30 days', 1, 4, 31),
    ('0192b000-0000-7000-8000-000000000002', 'jonas_berg', 'Reminder to self: a security group is not a wish. It has to say what it allows.', '6 days 4 hours', '7 days', 0, 2, 18),
    ('0192b000-0000-7000-8000-000000000003', 'mei_lin', E'Three things that made my week:\n– the migration ran first time\n– the cat did not\n– coffee', '2 days 19 hours', '3 days', 0, 0, 12),
    ('0192b000-0000-7000-8000-000000000004', 'sofia', '¿Alguien más en la semana de bases de datos? Busco con quién estudiar los viernes.', '1 day 6 hours', '3 days', 2, 1, 9),
    ('0192b000-0000-7000-8000-000000000005', 'tariq', 'First crud! It goes away in a day, so say hello quickly.', '20 hours', '1 day', 1, 0, 7),
    ('0192b000-0000-7000-8000-000000000006', 'amara', 'Learned to read EXPLAIN output by drawing it as a tree on a napkin. Recommended.', '9 hours', '12 hours', 0, 3, 22),
    ('0192b000-0000-7000-8000-000000000007', 'jonas_berg', 'The train is late, the phone is at 4 %, and this crud will outlive both.', '2 hours 10 minutes', '3 hours', 0, 0, 5),
    ('0192b000-0000-7000-8000-000000000008', 'mei_lin', 'Sunset over the harbour right now. You have an hour.', '12 minutes', '1 hour', 0, 1, 14)
) as seed (uuid, handle, message, age, ttl, replies, reposts, likes)
join public.users on users.handle = seed.handle
on conflict do nothing;

insert into public.activities (uuid, user_uuid, message, created_at, expires_at, reply_to_activity_uuid)
select
  '0192b000-0000-7000-8000-000000000009',
  users.uuid,
  'Hello Tariq! Welcome in.',
  parent.created_at + interval '35 minutes',
  parent.expires_at,
  parent.uuid
from public.users
join public.activities as parent on parent.uuid = '0192b000-0000-7000-8000-000000000005'
where users.handle = 'sofia'
on conflict do nothing;
