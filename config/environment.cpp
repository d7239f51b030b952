#include "config/environment.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "config/values.hpp"

namespace config {

namespace {

/// Names that the contract knows and that this version cannot serve: refused, never ignored.
struct unbuilt {
    const char* name;
    const char* what;
};
constexpr unbuilt not_built_yet[] = {
    {"GITHUB_APP_ID", "signing in as a GitHub App"},
    {"GITHUB_APP_PRIVATE_KEY", "signing in as a GitHub App"},
    {"GITHUB_APP_PRIVATE_KEY_FILE", "signing in as a GitHub App"},
    {"GITHUB_APP_INSTALLATION_ID", "signing in as a GitHub App"},
    {"AUGMENT_API_TOKEN", "the Augment connector"},
    {"AUGMENT_API_URL", "the Augment connector"},
    {"AUGMENT_ORG", "the Augment connector"},
};

class loader {
public:
    loader(const variable_lookup& variable, const flag_values& flags) : variable_{variable}, flags_{flags} {}

    loaded_settings load(needs what) {
        database();
        sync();
        if (what == needs::sources) github();
        return std::move(result_);
    }

private:
    struct value {
        std::string label;  ///< the flag or variable, for messages
        std::string text;
    };

    /// An empty variable counts as not set, as CI systems pass secrets that do not exist.
    std::optional<value> get(const std::string& name) const {
        if (const auto flag = flags_.find(name); flag != flags_.end())
            return value{flag->second.flag, flag->second.value};
        const auto text = variable_(name);
        if (!text || text->empty()) return std::nullopt;
        return value{name, *text};
    }

    void mistake(const std::string& text) { result_.mistakes.push_back(text); }

    void database() {
        const auto url = get("DATABASE_URL");
        if (!url) return mistake("DATABASE_URL is not set: it is required, e.g. DATABASE_URL=sqlite:metrics.db or "
                                 "DATABASE_URL=postgresql://user@host/database");
        result_.settings.database_url = secret{url->text};
    }

    void whole_number(const char* name, int least, int most, int& target) {
        const auto text = get(name);
        if (!text) return;
        if (const auto number = parse_whole_number(text->text, least, most)) target = *number;
        else
            mistake(text->label + " is '" + text->text + "': it must be a whole number from " + std::to_string(least) +
                    " to " + std::to_string(most));
    }

    void sync() {
        sync_settings& sync = result_.settings.sync;
        whole_number("SYNC_BACKFILL_DAYS", 1, 365, sync.backfill_days);
        whole_number("SYNC_CONCURRENCY", 1, 64, sync.concurrency);
        whole_number("SYNC_RETENTION_DAYS", 0, 36500, sync.retention_days);
        if (sync.retention_days != 0)
            mistake("SYNC_RETENTION_DAYS: retention is not built yet: unset it, nothing is deleted meanwhile");
        if (const auto text = get("SYNC_DEADLINE")) {
            sync.deadline = parse_duration(text->text);
            if (!sync.deadline)
                mistake(text->label + " is '" + text->text + "': it must be a duration such as 50m, 90s or 1h30m");
        }
        const auto directory = get("TMPDIR");
        sync.spool_dir = directory ? directory->text : "/tmp";
    }

    void github() {
        for (const unbuilt& name : not_built_yet)
            if (get(name.name)) mistake(std::string(name.name) + " is set, but " + name.what +
                                        " is not built yet: unset it");
        source_settings source;
        source.token = token();
        scopes("GITHUB_ENTERPRISE", schema::scope_kind::enterprise, source.scopes);
        scopes("GITHUB_ORG", schema::scope_kind::organization, source.scopes);
        if (!named_scopes_)
            mistake("neither GITHUB_ORG nor GITHUB_ENTERPRISE is set: name at least one, several separated by commas");
        if (const auto url = get("GITHUB_API_URL")) source.api_url = url->text;
        while (source.api_url.ends_with('/')) source.api_url.pop_back();
        if (const auto why = refuse_api_url(source.api_url)) mistake("GITHUB_API_URL " + *why);
        else if (!source.api_url.starts_with("http://"))
            mistake("GITHUB_API_URL is " + source.api_url + ", but TLS is not built yet: only http on a loopback "
                    "address can be reached");
        result_.settings.sources.push_back(std::move(source));
    }

    secret token() {
        const auto direct = get("GITHUB_TOKEN"), file = get("GITHUB_TOKEN_FILE");
        if (direct && file) {
            mistake("GITHUB_TOKEN and GITHUB_TOKEN_FILE are both set: keep one");
            return {};
        }
        if (!direct && !file) {
            mistake("GITHUB_TOKEN is not set: it is required (or GITHUB_TOKEN_FILE, the path of a file that holds it)");
            return {};
        }
        const std::string label = direct ? direct->label : file->label;
        std::string text = direct ? direct->text : read_secret_file(label, file->text);
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
        const bool printable =
            std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
        if (!printable) mistake(label + " holds blanks or control characters inside the token: it must be one line");
        return secret{std::move(text)};
    }

    /// Put into the wrong variable by mistake, a token must not come out in the message.
    static bool looks_like_token(const std::string& path) {
        return path.find('/') == path.npos &&
               (path.starts_with("github_pat_") || (path.starts_with("gh") && path.find('_') == 3));
    }

    std::string read_secret_file(const std::string& label, const std::string& path) {
        std::ifstream stream(path, std::ios::binary);
        std::ostringstream text;
        if (stream) text << stream.rdbuf();
        if (text.str().find_first_not_of(" \r\n") == std::string::npos) {
            mistake(label + ": " + (looks_like_token(path) ? "it holds a token, not the path of a file with one"
                                                           : "the file " + path + " cannot be read or is empty"));
            return {};
        }
        struct stat info{};
        if (::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 077) != 0)
            result_.warnings.push_back(label + ": the file " + path + " can be read by others: chmod 600 it");
        return text.str();
    }

    void scopes(const char* name, schema::scope_kind kind, std::vector<schema::scope>& scopes) {
        const auto list = get(name);
        if (!list) return;
        for (const std::string& slug : split_list(list->text)) {
            named_scopes_ = true;
            if (!is_slug(slug)) {
                mistake(std::string(name) + " holds '" + slug + "', which is no slug: letters, digits, '-', '_' and '.'");
                continue;
            }
            const schema::scope scope{kind, schema::lower_case(slug)};
            if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) scopes.push_back(scope);
        }
    }

    const variable_lookup& variable_;
    const flag_values& flags_;
    loaded_settings result_;
    bool named_scopes_ = false;  ///< well or badly
};

}  // namespace

loaded_settings load_environment(const variable_lookup& variable, const flag_values& flags, needs what) {
    return loader{variable, flags}.load(what);
}

}  // namespace config
