#include "config/config_show.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "schema/scope.hpp"

namespace config {

namespace {

constexpr const char* hidden = "\"***\"";

/// Plain where no YAML reader could take it for anything else, otherwise in double quotes, with `${` kept from
/// replacement.
std::string scalar(std::string_view text) {
    constexpr std::string_view first = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/";
    constexpr std::string_view rest = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_.-";
    const std::string lower = schema::lower_case(text);
    constexpr std::string_view taken[] = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
    const bool word = std::find(std::begin(taken), std::end(taken), lower) == std::end(taken);
    const std::string_view path = text.substr(text.find("://") == text.npos ? 0 : text.find("://") + 3);
    if (word && !path.empty() && first.find(text.front()) != first.npos && path.find_first_not_of(rest) == path.npos)
        return std::string(text);
    constexpr std::string_view hex = "0123456789abcdef";
    std::string quoted = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (text.substr(i).starts_with("${")) quoted += "$";
        if (byte < 0x20 || byte == 0x7f)
            quoted += {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
        else {
            if (text[i] == '"' || text[i] == '\\') quoted += '\\';
            quoted += text[i];
        }
    }
    return quoted + "\"";
}

template <typename List, typename Text>
std::string list(const List& values, Text text) {
    std::string all;
    for (const auto& value : values) all += (all.empty() ? "" : ", ") + scalar(text(value));
    return "[" + all + "]";
}

/// The database without user, password and parameters. Whatever is not surely free of a password is hidden whole.
std::string database_url(std::string_view url) {
    if (url.starts_with("sqlite:")) return scalar(url);
    const auto query = url.find('?');
    const auto user_end = url.rfind('@');
    const auto scheme_end = url.find("://");
    if (!url.starts_with("postgres") || scheme_end == url.npos) return hidden;
    if (query != url.npos && user_end != url.npos && query < user_end) return hidden;
    std::string shown{url.substr(0, scheme_end + 3)};
    if (user_end != url.npos) shown += "***@";
    const auto host = user_end == url.npos ? scheme_end + 3 : user_end + 1;
    shown += url.substr(host, query == url.npos ? url.npos : query - host);
    return scalar(query == url.npos ? shown : shown + "?***");
}

/// The largest unit that divides it, so that it reads as people write it.
std::string duration(std::chrono::seconds value) {
    const auto seconds = value.count();
    if (seconds % 3600 == 0) return std::to_string(seconds / 3600) + "h";
    if (seconds % 60 == 0) return std::to_string(seconds / 60) + "m";
    return std::to_string(seconds) + "s";
}

std::string share(double value) {
    char text[400];  // the longest double without an exponent
    const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed);
    return error == std::errc{} ? std::string(text, end) : "0";
}

std::string app(const app_settings& app) {
    std::string text = "    app:\n      id: " + scalar(app.id) + "\n";
    text += app.private_key_file.empty() ? std::string("      private_key: ") + hidden
                                         : "      private_key_file: " + scalar(app.private_key_file);
    text += "\n      installation_id:" + (app.installation_id ? " " + std::to_string(*app.installation_id) : "") + "\n";
    return text;
}

std::string scopes(const source_settings& source, schema::scope_kind kind) {
    std::vector<schema::scope> of_kind;
    std::copy_if(source.scopes.begin(), source.scopes.end(), std::back_inserter(of_kind),
                 [kind](const schema::scope& scope) { return scope.kind == kind; });
    return list(of_kind, [](const schema::scope& scope) { return scope.identifier; });
}

std::string source(const source_settings& source) {
    const bool github = source.type == source_type::github_copilot;
    std::string text = "  - name: " + scalar(source.name) + "\n    type: " + std::string(to_string(source.type)) +
                       "\n    api_url: " + scalar(source.api_url) + "\n";
    if (source.app)
        text += app(*source.app);
    else if (!source.token_file.empty())
        text += "    token_file: " + scalar(source.token_file) + "\n";
    else
        text += std::string("    token: ") + hidden + "\n";
    if (github)
        text += "    organizations: " + scopes(source, schema::scope_kind::organization) +
                "\n    enterprises: " + scopes(source, schema::scope_kind::enterprise) + "\n";
    else
        text += "    organization: " + scalar(source.organization) + "\n";
    text += "    datasets: " + list(source.datasets, [](schema::dataset d) { return schema::to_string(d); }) + "\n";
    if (github)
        text +=
            "    download_hosts: " + list(source.download_hosts, [](const std::string& host) { return host; }) + "\n";
    return text;
}

std::string sync(const sync_settings& sync) {
    return "sync:\n  backfill_days: " + std::to_string(sync.backfill_days) +
           "\n  settle_days: " + std::to_string(sync.settle_days) +
           "\n  concurrency: " + std::to_string(sync.concurrency) +
           "\n  deadline: " + scalar(sync.deadline ? duration(*sync.deadline) : "") +
           "\n  max_bad_records: " + share(sync.max_bad_records) + "\n  spool_dir: " + scalar(sync.spool_dir) +
           "\n  retention_days: " + std::to_string(sync.retention_days) + "\n";
}

std::string network(const network_settings& network) {
    std::string text;
    if (!network.https_proxy.empty()) text += "# HTTPS_PROXY=***\n";
    if (!network.no_proxy.empty()) text += "# NO_PROXY=" + scalar(network.no_proxy) + "\n";
    if (!network.ssl_cert_file.empty()) text += "# SSL_CERT_FILE=" + scalar(network.ssl_cert_file) + "\n";
    return text;
}

}  // namespace

std::string show_settings(const settings& settings) {
    std::string text = "database:\n  url: " + database_url(settings.database_url.expose()) +
                       "\n  auto_migrate: " + (settings.auto_migrate ? "true" : "false") + "\n";
    text += settings.sources.empty() ? "sources: []\n" : "sources:\n";
    for (const source_settings& each : settings.sources) text += source(each);
    text += sync(settings.sync);
    text += "archive:\n  directory: " + scalar(settings.archive_directory) + "\n";
    text += "privacy:\n  profile: " + std::string(to_string(settings.privacy.profile)) +
            "\n  key_file: " + scalar(settings.privacy.key_file) + "\n";
    return text + network(settings.network);
}

}  // namespace config
