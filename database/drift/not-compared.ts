/** What of `pg_catalog` is not compared, and why. */
export interface NotCompared {
  readonly relations: string;
  /** As the sentence of success names it; undefined for what nobody would expect to be compared. */
  readonly group?: string;
  readonly because: string;
}

/** Together with what `comparedCatalogs` has, all relations of `pg_catalog` in PostgreSQL 18. */
export const NOT_COMPARED: readonly NotCompared[] = [
  {
    relations: "pg_description pg_shdescription",
    group: "comments",
    because: "they change nothing that a statement does, and the databases' own are our signatures",
  },
  {
    relations: "pg_largeobject pg_largeobject_metadata",
    group: "large objects",
    because: "they are data, as rows are",
  },
  {
    relations: "pg_statistic pg_statistic_ext_data",
    group: "the planner's statistics",
    because: "ANALYZE makes them of the rows",
  },
  {
    relations: "pg_tablespace",
    group: "tablespaces themselves",
    because: "they are the server's; what is kept in which one is compared",
  },
  {
    relations:
      "pg_replication_origin pg_subscription_rel pg_replication_slots pg_replication_origin_status",
    group: "how far replication is",
    because: "it changes by itself",
  },
  {
    relations: `pg_settings pg_file_settings pg_hba_file_rules pg_ident_file_mappings pg_config pg_available_extensions
      pg_available_extension_versions pg_timezone_abbrevs pg_timezone_names`,
    group: "the server's configuration",
    because: "it is no database's",
  },
  {
    relations: "pg_depend pg_shdepend",
    because:
      "dependencies follow from the objects; a sequence's owner and what an extension owns are read from them",
  },
  {
    relations: "pg_init_privs",
    because: "what the server's own objects came with: privileges on them are compared with it",
  },
  {
    relations: `pg_group pg_indexes pg_matviews pg_policies pg_publication_tables pg_roles pg_rules pg_seclabels pg_sequences
      pg_shadow pg_stats pg_stats_ext pg_stats_ext_exprs pg_tables pg_user pg_user_mappings pg_views`,
    because: "views of the catalogs",
  },
  {
    relations: `pg_aios pg_backend_memory_contexts pg_cursors pg_locks pg_prepared_statements pg_prepared_xacts
      pg_shmem_allocations pg_shmem_allocations_numa pg_wait_events
      pg_stat_activity pg_stat_all_indexes pg_stat_all_tables pg_stat_archiver pg_stat_bgwriter pg_stat_checkpointer
      pg_stat_database pg_stat_database_conflicts pg_stat_gssapi pg_stat_io pg_stat_progress_analyze
      pg_stat_progress_basebackup pg_stat_progress_cluster pg_stat_progress_copy pg_stat_progress_create_index
      pg_stat_progress_vacuum pg_stat_recovery_prefetch pg_stat_replication pg_stat_replication_slots pg_stat_slru
      pg_stat_ssl pg_stat_subscription pg_stat_subscription_stats pg_stat_sys_indexes pg_stat_sys_tables
      pg_stat_user_functions pg_stat_user_indexes pg_stat_user_tables pg_stat_wal pg_stat_wal_receiver
      pg_stat_xact_all_tables pg_stat_xact_sys_tables pg_stat_xact_user_functions pg_stat_xact_user_tables
      pg_statio_all_indexes pg_statio_all_sequences pg_statio_all_tables pg_statio_sys_indexes pg_statio_sys_sequences
      pg_statio_sys_tables pg_statio_user_indexes pg_statio_user_sequences pg_statio_user_tables`,
    because: "what the server does at this moment, and has counted",
  },
];
