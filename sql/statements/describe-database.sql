/* What /api/health tells of the database: no address, no secret. */
/* @name describeDatabase */
select
  current_database()::text as "database!",
  current_setting('server_version') as "serverVersion!",
  (select split_part(max(name), '-', 1) from public.cruddur_migrations) as "schemaVersion",
  (select environment from public.cruddur_meta) as "environment";
