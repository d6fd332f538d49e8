/**
 * The superuser of a local server of ours, which its own start alone logs in as. What people and commands log in as may
 * make databases and roles and is no superuser, as RDS's master user is none.
 */
export const LOCAL_SUPERUSER = "cruddur_superuser";
