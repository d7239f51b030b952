#include "config/source_draft.hpp"

#include <algorithm>
#include <charconv>

#include "config/text_file.hpp"
#include "config/values.hpp"

namespace config {

namespace {

constexpr std::size_t name_bytes_max = 100;

/// `host`, `host:port` or `*.domain`.
bool is_download_host(std::string_view text) {
    if (text.starts_with("*.")) text.remove_prefix(2);
    return text.find('/') == text.npos && text.find('.') != text.npos && !text.starts_with('.') &&
           !refuse_api_url("https://" + std::string(text));
}

class source_builder {
public:
    source_builder(const source_draft& draft, const source_purpose& purpose, findings& found)
        : draft_{draft}, purpose_{purpose}, found_{found} {}

    source_settings build() {
        source_.type = draft_.type;
        name();
        api_url();
        if (purpose_.credentials) credential();
        if (github())
            scopes();
        else
            label();
        installation();
        datasets();
        download_hosts();
        return std::move(source_);
    }

private:
    bool github() const { return draft_.type == source_type::github_copilot; }

    void missing(const std::string& sentence) {
        if (!sentence.empty()) found_.mistake(sentence);
    }

    /// A token in the wrong place, which would go into URLs, logs and tables from there.
    bool holds_token(const written_value& value, const std::string& meant) {
        if (!looks_like_token(value.text)) return false;
        found_.mistake(value.label() + " seems to hold a token, not " + meant);
        return true;
    }

    void name() {
        source_.name = github() ? "github" : "augment";
        if (!usable(draft_.name, found_) || holds_token(*draft_.name, "a name")) return;
        const std::string& text = draft_.name->text;
        const bool printable =
            std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
        if (!printable || text.empty() || text.size() > name_bytes_max || text.front() == ' ' || text.back() == ' ')
            return refuse_value(*draft_.name, "a label of 1 to 100 characters in one line", found_);
        source_.name = text;
    }

    void api_url() {
        source_.api_url = github() ? "https://api.github.com" : "https://api.augmentcode.com";
        if (!usable(draft_.api_url, found_)) return;
        source_.api_url = draft_.api_url->text;
        while (source_.api_url.ends_with('/')) source_.api_url.pop_back();
        if (const auto why = refuse_api_url(source_.api_url)) found_.mistake(draft_.api_url->label() + " " + *why);
    }

    void credential() {
        std::vector<std::string> given;
        for (const maybe_written* value : {&draft_.token, &draft_.token_file})
            if (*value) given.push_back(given.empty() ? (*value)->label() : (*value)->name);
        if (draft_.app) given.push_back(given.empty() ? draft_.where + draft_.app_label : draft_.app_label);
        if (given.empty()) return missing(draft_.no_token);
        if (given.size() > 1) {
            std::string all = given[0] + (given.size() == 3 ? ", " + given[1] : "") + " and " + given.back();
            return found_.mistake(all + " are " + (given.size() == 3 ? "all" : "both") + " set: keep one");
        }
        if (draft_.app) return app(*draft_.app);
        if (usable(draft_.token, found_)) source_.token = to_token(draft_.token->label(), draft_.token->text, found_);
        if (!usable(draft_.token_file, found_)) return;
        source_.token_file = draft_.token_file->text;
        const std::string text = read_secret_file(*draft_.token_file, found_);
        if (!text.empty()) source_.token = to_token(draft_.token_file->label(), text, found_);
    }

    void app(const app_draft& draft) {
        app_settings app;
        if (!draft.id)
            missing(draft.no_id);
        else if (usable(draft.id, found_) && !holds_token(*draft.id, "the App's id")) {
            if (is_slug(draft.id->text))
                app.id = draft.id->text;
            else
                refuse_value(*draft.id, "the App's id, a number, or its client id", found_);
        }
        if (draft.private_key && draft.private_key_file)
            found_.mistake(draft.private_key->label() + " and " + draft.private_key_file->name +
                           " are both set: keep one");
        else if (!draft.private_key && !draft.private_key_file)
            missing(draft.no_key);
        else if (usable(draft.private_key, found_))
            app.private_key = to_private_key(draft.private_key->label(), draft.private_key->text, found_);
        else if (usable(draft.private_key_file, found_)) {
            app.private_key_file = draft.private_key_file->text;
            const std::string text = read_secret_file(*draft.private_key_file, found_);
            if (!text.empty()) app.private_key = to_private_key(draft.private_key_file->label(), text, found_);
        }
        source_.app = std::move(app);
    }

    /// After the scopes, because one installation serves one scope.
    void installation() {
        if (!source_.app || !draft_.app || !usable(draft_.app->installation_id, found_)) return;
        const written_value& value = *draft_.app->installation_id;
        std::int64_t id = 0;
        const char* const end = value.text.data() + value.text.size();
        const auto [stop, error] = std::from_chars(value.text.data(), end, id);
        if (error != std::errc{} || stop != end || id <= 0)
            return refuse_value(value, "the number at the end of the installation's page", found_);
        if (source_.scopes.size() > 1)
            found_.mistake(value.label() + " is given for " + std::to_string(source_.scopes.size()) +
                           " scopes: an installation serves one, so take it out and each is looked up");
        source_.app->installation_id = id;
    }

    void scopes() {
        for (const written_value& slug : draft_.enterprises) add_scope(schema::scope_kind::enterprise, slug);
        for (const written_value& slug : draft_.organizations) add_scope(schema::scope_kind::organization, slug);
        if (!draft_.names_scopes) missing(draft_.no_scope);
    }

    void add_scope(schema::scope_kind kind, const written_value& slug) {
        if (!usable(slug, found_) || holds_token(slug, "a slug")) return;
        if (!is_slug(slug.text))
            return found_.mistake(slug.label() + " holds '" + slug.shown +
                                  "', which is no slug: letters, digits, '-', '_' and '.'");
        const schema::scope scope{kind, schema::lower_case(slug.text)};
        const bool repeated = std::find(source_.scopes.begin(), source_.scopes.end(), scope) != source_.scopes.end();
        if (!repeated)
            source_.scopes.push_back(scope);
        else if (draft_.repeats_are_mistakes)
            found_.mistake(slug.label() + " names '" + slug.shown + "' twice: keep one (case does not matter)");
    }

    void label() {
        if (!draft_.organization) return missing(draft_.no_scope);
        if (!usable(draft_.organization, found_) || holds_token(*draft_.organization, "a label")) return;
        if (!is_slug(draft_.organization->text))
            return refuse_value(*draft_.organization, "a label of letters, digits, '-', '_' and '.'", found_);
        source_.organization = draft_.organization->text;
        source_.scopes = {{schema::scope_kind::organization, schema::lower_case(source_.organization)}};
    }

    /// Those that the vendor has; without a list all of them that are built.
    void datasets() {
        std::vector<schema::dataset> offered(schema::all_datasets.begin(), schema::all_datasets.end());
        if (!github()) offered = {schema::dataset::totals, schema::dataset::users};
        const auto has = [](const auto& list, schema::dataset d) {
            return std::find(list.begin(), list.end(), d) != list.end();
        };
        source_.datasets.clear();
        std::vector<std::string> names;
        for (const schema::dataset dataset : offered) {
            names.emplace_back(schema::to_string(dataset));
            if (!draft_.names_datasets && has(purpose_.built.datasets, dataset)) source_.datasets.push_back(dataset);
        }
        for (const written_value& value : draft_.datasets) {
            if (!usable(value, found_)) continue;
            const auto dataset = schema::parse_dataset(value.text);
            if (!dataset || !has(offered, *dataset))
                refuse_name(value, names, found_);
            else if (has(source_.datasets, *dataset))
                found_.mistake(value.label() + " names '" + value.shown + "' twice: keep one");
            else if (!refuse_unbuilt(purpose_.built, *dataset, value.label() + " is '" + value.shown + "'", found_))
                source_.datasets.push_back(*dataset);
        }
    }

    void download_hosts() {
        for (const written_value& host : draft_.download_hosts) {
            if (!usable(host, found_)) continue;
            if (is_download_host(host.text))
                source_.download_hosts.push_back(schema::lower_case(host.text));
            else
                refuse_value(host, "a host name such as reports.example.com, host:port or *.example.com", found_);
        }
    }

    const source_draft& draft_;
    const source_purpose& purpose_;
    findings& found_;
    source_settings source_;
};

}  // namespace

source_settings build_source(const source_draft& draft, const source_purpose& purpose, findings& found) {
    return source_builder{draft, purpose, found}.build();
}

}  // namespace config
