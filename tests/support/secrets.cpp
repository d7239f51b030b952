#include "tests/support/secrets.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <map>

namespace test_support {

namespace {

constexpr std::size_t shown_before = 120;

/// A file's bytes without copying them: databases of a gigabyte are among them.
class mapped_file {
public:
    explicit mapped_file(const std::filesystem::path& path) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) return;
        const off_t size = ::lseek(file, 0, SEEK_END);
        if (size > 0) {
            void* const at = ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ, MAP_PRIVATE, file, 0);
            if (at != MAP_FAILED) bytes_ = {static_cast<const char*>(at), static_cast<std::size_t>(size)};
        }
        ::close(file);
    }
    ~mapped_file() {
        if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
    }
    mapped_file(const mapped_file&) = delete;
    mapped_file& operator=(const mapped_file&) = delete;
    std::string_view bytes() const { return bytes_; }

private:
    std::string_view bytes_;
};

struct column {
    std::string table;
    std::string name;
    bool is_bytes = false;
};

std::vector<column> all_columns(const scratch_database& database) {
    const char* const sql =
        database.engine() == sinks::engine::postgresql
            ? "SELECT table_name, column_name, data_type FROM information_schema.columns JOIN "
              "information_schema.tables "
              "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            : "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'";
    std::vector<column> columns;
    for (const auto& row : database.query(sql))
        columns.push_back({row.at(0).value_or(""), row.at(1).value_or(""), row.at(2) == "bytea"});
    return columns;
}

/// SQL that is true where the column holds the secret. No secret has a quote in it.
std::string condition(const column& where, const std::string& secret, bool postgres) {
    if (!postgres) return "instr(\"" + where.name + "\", '" + secret + "') > 0";
    if (where.is_bytes) return "position(convert_to('" + secret + "', 'UTF8') IN \"" + where.name + "\") > 0";
    return "strpos(\"" + where.name + "\"::text, '" + secret + "') > 0";
}

}  // namespace

std::vector<std::string> secret_search::in_text(std::string_view text, const std::string& where) const {
    std::vector<std::string> found;
    for (const std::string& secret : secrets_) {
        const std::size_t at = text.find(secret);
        if (at == text.npos) continue;
        const std::size_t from = at - std::min(at, shown_before);
        found.push_back(where + " shows " + secret + ": " + std::string(text.substr(from, 2 * shown_before)));
    }
    return found;
}

std::vector<std::string> secret_search::in_tables(const scratch_database& database) const {
    const bool postgres = database.engine() == sinks::engine::postgresql;
    std::string sql;  // one query for all: connections and round trips would cost more than the search
    std::map<std::string, std::string> conditions;
    for (const column& where : all_columns(database))
        for (const std::string& secret : secrets_) {
            std::string& any = conditions[where.table];
            any += (any.empty() ? "" : " OR ") + condition(where, secret, postgres);
        }
    for (const auto& [table, any] : conditions)
        sql += (sql.empty() ? "" : " UNION ALL ") + ("SELECT '" + table + "' WHERE EXISTS (SELECT 1 FROM \"" + table) +
               "\" WHERE " + any + ")";
    std::vector<std::string> found;
    if (sql.empty()) return found;
    for (const auto& row : database.query(sql))
        found.push_back("the table " + row.at(0).value_or("") + " holds a secret");
    return found;
}

std::vector<std::string> secret_search::in_files(const std::filesystem::path& directory,
                                                 const std::set<std::filesystem::path>& except) const {
    std::vector<std::string> found;
    const auto add = [&](const std::vector<std::string>& more) { found.insert(found.end(), more.begin(), more.end()); };
    for (auto entry = std::filesystem::recursive_directory_iterator(directory); entry != end(entry); ++entry) {
        if (except.contains(entry->path())) {
            entry.disable_recursion_pending();
            continue;
        }
        add(in_text(entry->path().filename().string(), "the name of a file"));
        if (entry->is_regular_file()) add(in_text(mapped_file{entry->path()}.bytes(), entry->path().string()));
    }
    return found;
}

}  // namespace test_support
