#include "tests/simulator/settings.hpp"

#include <algorithm>
#include <charconv>

#include "tests/simulator/timeline.hpp"

namespace simulator {

namespace {

std::int64_t to_number(const std::string& option, const std::string& value, std::int64_t low, std::int64_t high) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number < low || number > high) {
        throw settings_error{option + ": '" + value + "' is not a number from " + std::to_string(low) + " to " +
                             std::to_string(high)};
    }
    return number;
}

day to_day(const std::string& option, const std::string& value) {
    const std::optional<day> result = parse_day(value);
    if (!result) {
        throw settings_error{option + ": '" + value + "' is not a day (YYYY-MM-DD)"};
    }
    return *result;
}

std::string to_lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

void set_option(settings& result, const std::string& option, const std::string& value) {
    if (option == "--port-file") {
        result.port_file = value;
    } else if (option == "--api-port") {
        result.api_port = static_cast<std::uint16_t>(to_number(option, value, 0, 65535));
    } else if (option == "--blob-port") {
        result.blob_port = static_cast<std::uint16_t>(to_number(option, value, 0, 65535));
    } else if (option == "--script") {
        result.script_path = value;
    } else if (option == "--request-log") {
        result.request_log_path = value;
    } else if (option == "--token") {
        result.tokens.push_back(value);
    } else if (option == "--org") {
        result.organizations.push_back(to_lower(value));
    } else if (option == "--enterprise") {
        result.enterprises.push_back(to_lower(value));
    } else if (option == "--today") {
        result.fixed_today = to_day(option, value);
    } else if (option == "--first-day") {
        result.first_day = to_day(option, value);
    } else if (option == "--users") {
        result.users = static_cast<std::size_t>(to_number(option, value, 0, 10'000'000));
    } else if (option == "--shards") {
        result.shards = static_cast<std::size_t>(to_number(option, value, 1, 1000));
    } else if (option == "--link-ttl-seconds") {
        result.link_ttl = std::chrono::seconds{to_number(option, value, 0, 1'000'000)};
    } else if (option == "--seed") {
        result.seed = static_cast<std::uint64_t>(to_number(option, value, 0, INT64_MAX));
    } else if (option == "--app-key") {
        result.app_key_path = value;
    } else if (option == "--app-id") {
        result.app_id = value;
    } else if (option == "--app-token-ttl-seconds") {
        result.app_token_ttl = std::chrono::seconds{to_number(option, value, 0, 1'000'000)};
    } else if (option == "--tls-cert") {
        result.tls_certificate = value;
    } else if (option == "--tls-key") {
        result.tls_key = value;
    } else if (option == "--public-host") {
        result.public_host = value;
    } else if (option == "--proxy-port") {
        result.proxy_port = static_cast<std::uint16_t>(to_number(option, value, 0, 65535));
    } else if (option == "--proxy-user") {
        result.proxy_user = value;
    } else if (option == "--augment-rate") {
        result.augment_rate = static_cast<int>(to_number(option, value, 0, 1'000'000));
    } else if (option == "--augment-burst") {
        result.augment_burst = static_cast<int>(to_number(option, value, 1, 1'000'000));
    } else {
        throw settings_error{"unknown option " + option};
    }
}

void check_pairs(const settings& options) {
    if (options.app_key_path.empty() != options.app_id.empty()) {
        throw settings_error{"--app-key and --app-id go together"};
    }
    if (options.tls_certificate.empty() != options.tls_key.empty()) {
        throw settings_error{"--tls-cert and --tls-key go together"};
    }
    if (!options.proxy_user.empty() && !options.proxy_port) {
        throw settings_error{"--proxy-user needs --proxy-port"};
    }
}

}  // namespace

day settings::today() const {
    return fixed_today.value_or(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
}

day settings::first_day_of(bool organization) const {
    const day vendor_first = organization ? timeline::first_organization_day : timeline::first_enterprise_day;
    return first_day.value_or(std::max(vendor_first, today() - std::chrono::days{365}));
}

settings parse_settings(const std::vector<std::string>& arguments) {
    settings result;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (argument == "--help") {
            result.help = true;
            continue;
        }
        const std::size_t equals = argument.find('=');
        if (argument.starts_with("--") && equals != std::string::npos) {
            set_option(result, argument.substr(0, equals), argument.substr(equals + 1));
        } else if (argument.starts_with("--") && i + 1 < arguments.size()) {
            set_option(result, argument, arguments[++i]);
        } else {
            throw settings_error{"cannot make sense of '" + argument + "'"};
        }
    }
    check_pairs(result);
    if (result.organizations.empty() && result.enterprises.empty()) {
        result.organizations = {"octo-org"};
        result.enterprises = {"octo-corp"};
    }
    return result;
}

std::string usage_text() {
    return "copilot-metrics-simulator: plays GitHub's usage report API and its blob host on two loopback ports\n\n"
           "  --port-file FILE         write {\"api_port\":..,\"blob_port\":..} there when both ports listen\n"
           "  --api-port N             default 0: any free port\n"
           "  --blob-port N            default 0: any free port\n"
           "  --script FILE            rules that change data and answers; read again whenever it changes\n"
           "  --request-log FILE       append one JSON object per request\n"
           "  --token T                a good token (repeatable; none: every bearer token is good)\n"
           "  --org SLUG               a known organization (repeatable)\n"
           "  --enterprise SLUG        a known enterprise (repeatable; no scope at all: octo-org and octo-corp)\n"
           "  --today YYYY-MM-DD       default: the clock's UTC day; reports end with the day before\n"
           "  --first-day YYYY-MM-DD   default: GitHub's first days, at most 365 days back\n"
           "  --users N                people per scope, default 40\n"
           "  --shards N               files per report, default 1\n"
           "  --link-ttl-seconds S     life of a signed link, default 3600\n"
           "  --seed N                 another seed gives other people and numbers, default 1\n"
           "  --app-key FILE           public key of a GitHub App (PEM); --app-id ID is its issuer\n"
           "  --app-token-ttl-seconds S  life of an installation token, default 3600\n"
           "  --tls-cert FILE, --tls-key FILE  speak https on both ports (PEM)\n"
           "  --public-host NAME       host name in links, default 127.0.0.1\n"
           "  --proxy-port N           a CONNECT proxy on a third port; 0: any free port\n"
           "  --proxy-user USER:PASS   what the proxy asks for, default nothing\n"
           "  --augment-rate N         calls of Augment's API a minute, default 10; 0: no limit\n"
           "  --augment-burst N        and at once, default 20\n"
           "\nRuns until SIGTERM or SIGINT, then exits 0.\n";
}

}  // namespace simulator
