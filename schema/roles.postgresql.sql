-- Three roles for PostgreSQL, so that the daily run cannot change tables and a dashboard cannot change rows (docs/roles.md):
--   copilot_metrics_owner    owns the tables and views: `migrate`
--   copilot_metrics_writer   reads and changes rows, nothing else: `sync` and every other command
--   copilot_metrics_reader   reads
-- A superuser runs it in the database of the metrics, before the first `migrate` and again after it:
--   psql -v ON_ERROR_STOP=1 -d metrics -f schema/roles.postgresql.sql
-- It can be run any number of times. Passwords and what else is needed to log in are not its business.

DO $$ BEGIN
    CREATE ROLE copilot_metrics_owner LOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
    CREATE ROLE copilot_metrics_writer LOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
    CREATE ROLE copilot_metrics_reader LOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

-- PostgreSQL 14 still lets everybody create tables there.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO copilot_metrics_owner;
GRANT USAGE ON SCHEMA public TO copilot_metrics_writer, copilot_metrics_reader;

-- What is there already (views count as tables).
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO copilot_metrics_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO copilot_metrics_reader;

-- What the first and every later `migrate` makes.
ALTER DEFAULT PRIVILEGES FOR ROLE copilot_metrics_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO copilot_metrics_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE copilot_metrics_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO copilot_metrics_reader;

-- Which migrations there were is for the owner to say. The table exists from the first `migrate` on.
DO $$ BEGIN
    IF to_regclass('public.schema_migrations') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE ON public.schema_migrations FROM copilot_metrics_writer;
    END IF;
END $$;
