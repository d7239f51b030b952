#include "pipelines/doctor_rights.hpp"

namespace pipelines {

namespace {

finding warning(std::string detail, std::string to_do) {
    return {severity::warn, "rights", std::move(detail), std::move(to_do), exit_code::complete};
}

/// Whether this user, directly or as a member, is given INSERT on what the owner of our tables will make.
constexpr const char* may_write_later_tables =
    "SELECT count(*) FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) a "
    "WHERE d.defaclobjtype = 'r' AND d.defaclnamespace IN (0, (SELECT oid FROM pg_namespace WHERE nspname = "
    "current_schema())) AND d.defaclrole = (SELECT relowner FROM pg_class WHERE oid = to_regclass('sync_status')) "
    "AND a.privilege_type = 'INSERT' AND (a.grantee = 0 OR pg_has_role(current_user, a.grantee, 'USAGE'))";

}  // namespace

std::string missing_privileges(sinks::sql_session& session) {
    const auto rows = session.query(
        "SELECT t.tablename, string_agg(p.name, ', ' ORDER BY p.name) FROM pg_tables t CROSS JOIN "
        "(VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS p(name) WHERE t.schemaname = current_schema() AND "
        "(t.tablename LIKE 'copilot\\_%' OR t.tablename LIKE 'sync\\_%' OR t.tablename IN ('restatements', "
        "'rejected_records', 'schema_drift', 'erased_users', 'metric_provenance', 'vendor_limits', 'source_vendors') OR (t.tablename = 'schema_migrations' AND p.name = "
        "'SELECT')) AND NOT has_table_privilege(format('%I.%I', t.schemaname, t.tablename), p.name) "
        "GROUP BY t.tablename ORDER BY t.tablename");
    std::string text;
    for (const auto& row : rows)
        text += (text.empty() ? "no right to " : "; to ") + row[1].value_or("") + " on " + row[0].value_or("");
    return text;
}

std::vector<finding> role_warnings(sinks::sql_session& session, bool auto_migrate) {
    const auto row = session
                         .query(
                             "SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user), "
                             "pg_get_userbyid(relowner), pg_has_role(current_user, relowner, 'USAGE') FROM pg_class "
                             "WHERE oid = to_regclass('sync_status')")
                         .at(0);
    const std::string user = row[0].value_or(""), owner = row[2].value_or("");
    const bool superuser = sinks::as_bool(row[1]), owns = sinks::as_bool(row[3]);
    std::vector<finding> warnings;
    if (superuser)
        warnings.push_back(warning(user + " is a superuser: whoever gets hold of DATABASE_URL has the whole server",
                                   "run as a user with the rights of a writer: docs/roles.md"));
    else if (owns && !auto_migrate)
        warnings.push_back(warning(user +
                                       " owns the tables, though database.auto_migrate is off and a run never alters "
                                       "them",
                                   "run as a user with the rights of a writer: docs/roles.md"));
    const bool later = owns || sinks::as_integer(session.query(may_write_later_tables).at(0).at(0)).value_or(0) > 0;
    if (!later)
        warnings.push_back(warning("tables that a later `migrate` makes will not be writable for " + user,
                                   "as " + owner +
                                       ", ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON "
                                       "TABLES TO " +
                                       user + ": docs/roles.md"));
    return warnings;
}

}  // namespace pipelines
