#include "config/load_settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "config/checks.hpp"
#include "config/config_file.hpp"
#include "config/env_file.hpp"
#include "config/environment.hpp"
#include "config/values.hpp"

namespace config {

namespace {

constexpr std::size_t mistakes_max = 100;  // whoever has more is not helped by a longer list

class composer {
public:
    explicit composer(const settings_inputs& inputs) : inputs_{inputs} {}

    loaded_settings compose() {
        read_files();
        if (inputs_.env_file_path) note_libpq_variables();
        database();
        sync();
        archive_and_privacy();
        network();
        sources();
        sort_mistakes();
        if (found_.mistakes.size() > mistakes_max) {
            const std::size_t more = found_.mistakes.size() - mistakes_max;
            found_.mistakes.resize(mistakes_max);
            found_.mistake("and " + std::to_string(more) + " more mistakes of the kinds above");
        }
        return {std::move(settings_), std::move(found_.mistakes), std::move(found_.warnings)};
    }

private:
    /// Those of the variables file, then those of the configuration file, each by line, then the others as they came.
    void sort_mistakes() {
        const auto place = [this](const std::string& sentence) {
            const std::optional<std::string>* const paths[] = {&inputs_.env_file_path, &inputs_.config_path};
            for (int rank = 0; rank < 2; ++rank)
                if (*paths[rank] && sentence.starts_with(**paths[rank] + ":"))
                    return std::pair{rank, std::atoi(sentence.c_str() + (*paths[rank])->size() + 1)};
            return std::pair{2, 0};
        };
        std::stable_sort(found_.mistakes.begin(), found_.mistakes.end(),
                         [&place](const std::string& a, const std::string& b) { return place(a) < place(b); });
    }

    void read_files() {
        if (inputs_.env_file_path) {
            variables_ = load_env_file(*inputs_.env_file_path, found_);
            all_known_ = found_.mistakes.empty();
        }
        if (!inputs_.config_path) return;
        file_ = load_config_file(
            *inputs_.config_path, [this](const std::string& name) { return lookup(name); }, found_);
        all_known_ = all_known_ && file_.complete;
    }

    /// libpq asks the environment by itself and knows nothing of the file with variables.
    void note_libpq_variables() {
        std::vector<std::string> names;
        for (const auto& [name, value] : variables_)
            if (name.starts_with("PG") && !value.empty() && !inputs_.variable(name) && !file_.variables.contains(name))
                names.push_back(name);
        note_ignored(names, *inputs_.env_file_path + ": ",
                     "PostgreSQL's library reads the environment alone: set it there, or say it in DATABASE_URL");
    }

    void note_ignored(const std::vector<std::string>& names, const std::string& where, const std::string& why) {
        if (names.empty()) return;
        std::string list = names.front();
        for (std::size_t i = 1; i < names.size(); ++i) list += (i + 1 == names.size() ? " and " : ", ") + names[i];
        found_.warn(where + list + (names.size() == 1 ? " is" : " are") + " ignored: " + why);
    }

    /// The environment, then the file with variables. Empty counts as not set.
    std::optional<std::string> lookup(const std::string& name) const {
        if (auto value = inputs_.variable(name); value && !value->empty()) return value;
        const auto value = variables_.find(name);
        return value == variables_.end() || value->second.empty() ? std::nullopt : std::optional(value->second);
    }

    maybe_written variable(const std::string& name) const {
        const auto flag = inputs_.flags.find(name);
        const auto text = flag == inputs_.flags.end() ? lookup(name) : flag->second.value;
        if (!text) return std::nullopt;
        return written_value{"", flag == inputs_.flags.end() ? name : flag->second.flag, *text, shown_text(*text), ""};
    }

    maybe_written from_file(const std::string& key) const {
        const auto value = file_.values.find(key);
        return value == file_.values.end() ? std::nullopt : std::optional(value->second);
    }

    /// The flag or variable where there is one, else the key of the file.
    maybe_written pick(const std::string& name, const std::string& key) const {
        maybe_written value = variable(name);
        return value ? value : from_file(key);
    }

    /// An empty text stands for not given.
    std::string text(const std::string& key) {
        const maybe_written value = from_file(key);
        return usable(value, found_) ? value->text : "";
    }

    void database() {
        const maybe_written url = pick("DATABASE_URL", "database.url");
        if (usable(url, found_)) settings_.database_url = secret{url->text};
        const bool missing = !url || (url->mistake.empty() && url->text.empty());
        if (!missing && url->mistake.empty())
            if (const auto why = refuse_database_url(url->text)) found_.mistake(url->label() + " " + *why);
        if (missing && all_known_ && !file_.misshapen.contains("database.url"))
            found_.mistake("DATABASE_URL is not set" +
                           std::string(inputs_.config_path ? " and database.url not given" : "") +
                           ": it is required, e.g. DATABASE_URL=sqlite:metrics.db or "
                           "DATABASE_URL=postgresql://user@host/database");
        check_boolean(from_file("database.auto_migrate"), settings_.auto_migrate, found_);
    }

    void sync() {
        sync_settings& sync = settings_.sync;
        check_whole_number(pick("SYNC_BACKFILL_DAYS", "sync.backfill_days"), 1, 365, sync.backfill_days, found_);
        check_whole_number(from_file("sync.settle_days"), 0, 90, sync.settle_days, found_);
        check_whole_number(pick("SYNC_CONCURRENCY", "sync.concurrency"), 1, 64, sync.concurrency, found_);
        check_duration(pick("SYNC_DEADLINE", "sync.deadline"), sync.deadline, found_);
        check_share(from_file("sync.max_bad_records"), sync.max_bad_records, found_);
        check_whole_number(pick("SYNC_RETENTION_DAYS", "sync.retention_days"), 0, 36500, sync.retention_days, found_);
        sync.spool_dir = text("sync.spool_dir");
        if (sync.spool_dir.empty()) sync.spool_dir = lookup("TMPDIR").value_or("/tmp");
    }

    void archive_and_privacy() {
        settings_.archive_directory = text("archive.directory");
        privacy_settings& privacy = settings_.privacy;
        privacy.key_file = text("privacy.key_file");
        if (!privacy.key_file.empty())
            refuse_unbuilt(inputs_.built, feature::privacy_key, from_file("privacy.key_file")->label() + " is set",
                           found_);
        const maybe_written profile = from_file("privacy.profile");
        if (!usable(profile, found_)) return;
        const auto known = parse_privacy_profile(profile->text);
        if (!known) return refuse_name(*profile, {"aggregate", "pseudonymous", "identified"}, found_);
        privacy.profile = *known;
        const bool refused = *known != privacy_profile::identified &&
                             refuse_unbuilt(inputs_.built, feature::privacy_profile,
                                            profile->label() + " is '" + profile->shown + "'", found_);
        const maybe_written key_file = from_file("privacy.key_file");
        const bool no_key = !key_file || (key_file->mistake.empty() && key_file->text.empty());
        if (!refused && *known == privacy_profile::pseudonymous && no_key)
            found_.mistake(profile->label() +
                           " is 'pseudonymous': it needs privacy.key_file, the file with the HMAC key");
    }

    void network() {
        const auto either = [this](const char* upper, const char* lower) {
            const auto value = variable(upper);
            return value ? value : variable(lower);
        };
        if (const auto proxy = either("HTTPS_PROXY", "https_proxy")) {
            settings_.network.https_proxy = secret{proxy->text};
            const auto why = inputs_.what == needs::sources ? refuse_proxy(proxy->text) : std::nullopt;
            if (why) found_.mistake(proxy->label() + " " + *why);
        }
        if (const auto no_proxy = either("NO_PROXY", "no_proxy")) settings_.network.no_proxy = no_proxy->text;
        settings_.network.ssl_cert_file = lookup("SSL_CERT_FILE").value_or("");
    }

    void sources() {
        const bool vendors = inputs_.what == needs::sources;
        if (inputs_.config_path && !file_.complete) return;  // it may define them
        std::vector<source_draft> drafts = std::move(file_.sources);
        if (vendors && file_.defines_sources) note_ignored_variables();
        if (!file_.defines_sources) {
            if (!vendors) return;
            drafts = sources_from_variables([this](const std::string& name) { return variable(name); });
            if (!all_known_)
                for (source_draft& draft : drafts) suppress_missing(draft);
        }
        for (const source_draft& draft : drafts)
            settings_.sources.push_back(build_source(draft, {vendors, inputs_.built}, found_));
        refuse_shared_tokens();
    }

    /// Augment's limit of calls belongs to the token, and is kept by source.
    void refuse_shared_tokens() {
        const auto& all = settings_.sources;
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (all[i].type == source_type::augment && all[j].type == source_type::augment &&
                    all[i].api_url == all[j].api_url && !all[i].token.empty() &&
                    all[i].token.expose() == all[j].token.expose())
                    found_.mistake("sources " + all[j].name + " and " + all[i].name +
                                   " have the same token of Augment: it sees one organization and has one limit of "
                                   "calls, so keep one of them");
    }

    /// What is missing here may stand where a file could not be read.
    static void suppress_missing(source_draft& draft) {
        draft.no_token.clear();
        draft.no_scope.clear();
        if (draft.app) draft.app->no_id.clear();
        if (draft.app) draft.app->no_key.clear();
    }

    void note_ignored_variables() {
        std::vector<std::string> names;
        for (const std::string& name : source_variables())
            if (lookup(name) && !file_.variables.contains(name)) names.push_back(name);
        note_ignored(names, "", *inputs_.config_path + " defines the sources");
    }

    const settings_inputs& inputs_;
    findings found_;
    settings settings_;
    std::map<std::string, std::string> variables_;  ///< of the file with variables
    config_file file_;
    bool all_known_ = true;  ///< false where a file was not read to its end: nothing is said to be missing
};

}  // namespace

loaded_settings load_settings(const settings_inputs& inputs) { return composer{inputs}.compose(); }

}  // namespace config
