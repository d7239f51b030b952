#include "tests/e2e/sync_fixture.hpp"

#include <sstream>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace e2e {

namespace {

network network_of_environment() {
    const char* name = std::getenv("SYNC_TEST_NETWORK");
    const std::string_view text = name == nullptr ? "" : name;
    if (text.empty() || text == "plain") return network::plain;
    if (text == "tls") return network::tls;
    if (text == "tls-proxy") return network::tls_proxy;
    throw std::runtime_error("SYNC_TEST_NETWORK is plain, tls or tls-proxy");
}

/// SYNC_TEST_PROGRAM puts another build of it in place, e.g. one under ThreadSanitizer.
std::string program() {
    const char* const other = std::getenv("SYNC_TEST_PROGRAM");
    return other == nullptr ? SYNC_PROGRAM : other;
}

}  // namespace

long long outcome::count(const std::string& name) const { return summary.at(name).integer(); }

long long outcome::slices(const std::string& name) const { return summary.at("slices").at(name).integer(); }

std::string outcome::problem(const std::string& day) const {
    std::string reasons;
    for (const json_value& problem : summary.at("problems").elements)
        if (problem.at("day").text == day) reasons += (reasons.empty() ? "" : " ") + problem.at("reason").text;
    return reasons;
}

void sync_test::SetUp() {
    way = network_of_environment();
    identity.names = std::string("IP:127.0.0.1,DNS:localhost,DNS:") + host_behind_proxy;
    std::filesystem::create_directories(directory / "simulator");
    std::filesystem::create_directories(directory / "spool");
    environment = {{"PATH", "/usr/bin:/bin"},
                   {"TMPDIR", (directory / "spool").string()},
                   {"GITHUB_TOKEN", token},
                   {"GITHUB_ORG", "octo-org"}};
    use_new_database();
}

void sync_test::TearDown() {
    expect_no_secret();
    for (const auto& left : std::filesystem::directory_iterator(directory / "spool")) {
        // SQLite unlinks its own temporary files as soon as it has opened them: a kill in between leaves an empty one.
        const bool of_sqlite = left.path().filename().string().starts_with("etilqs_") && left.file_size() == 0;
        if (!of_sqlite) ADD_FAILURE() << "left in the spool directory: " << left.path();
    }
    if (std::getenv("SYNC_KEEP_TEST_DB") != nullptr) directory.keep = true;
}

bool sync_test::expect_no_secret() const {
    static const test_support::secret_search search{{token, "sig=", "sig%3D", "ghs_", "eyJhbGciOi", "Bearer ",
                                                     "PRIVATE KEY", test_support::database_password, proxy_password}};
    std::vector<std::string> found;
    const auto add = [&](const std::vector<std::string>& more) { found.insert(found.end(), more.begin(), more.end()); };
    for (const std::string& text : said) add(search.in_text(text, "the output"));
    if (database_ && (on_postgres() || std::filesystem::exists(database_->url().substr(7))))
        add(search.in_tables(*database_));
    auto except = holding_secrets;
    except.insert(directory / "simulator");
    add(search.in_files(directory.path(), except));
    for (const std::string& text : found) ADD_FAILURE() << text;
    return found.empty();
}

std::unique_ptr<test_support::scratch_database> sync_test::use_new_database(test_support::database_role program) {
    static int count = 0;
    auto before = std::move(database_);
    database_ = std::make_unique<test_support::scratch_database>(GetParam(), directory.path().string(),
                                                                 "metrics" + std::to_string(++count), program);
    environment["DATABASE_URL"] = database_->url();
    return before;
}

test_support::certificate_authority& sync_test::authority() {
    if (!authority_) authority_ = std::make_unique<test_support::certificate_authority>();
    return *authority_;
}

void sync_test::start_simulator(const simulated& options) {
    simulator_.reset();
    std::filesystem::remove_all(directory / "simulator");
    std::filesystem::create_directories(directory / "simulator");
    test_support::simulator_options chosen{.program = SIMULATOR_PROGRAM,
                                           .directory = directory / "simulator",
                                           .today = today_.text(),
                                           .users = options.users,
                                           .shards = options.shards,
                                           .more = options.more};
    if (way != network::plain) {
        const auto files = authority().issue_files(directory / "simulator", identity);
        chosen.tls_certificate = files.certificate;
        chosen.tls_key = files.key;
    }
    if (way == network::tls_proxy) {
        chosen.public_host = host_behind_proxy;
        chosen.more =
            with(chosen.more, {"--proxy-port", "0", "--proxy-user", std::string(proxy_user) + ":" + proxy_password});
    }
    if (!public_host.empty()) chosen.public_host = public_host;
    simulator_ = std::make_unique<test_support::simulator_process>(chosen);
    lead_there();
}

void sync_test::lead_there() {
    environment["GITHUB_API_URL"] = simulator_->api_url();
    if (way != network::plain) environment["SSL_CERT_FILE"] = authority().file().string();
    if (way == network::tls_proxy)
        environment["HTTPS_PROXY"] = std::string("http://") + proxy_user + ":" + proxy_password +
                                     "@127.0.0.1:" + std::to_string(simulator_->proxy_port());
}

arguments sync_test::with(arguments first, const arguments& more) {
    first.insert(first.end(), more.begin(), more.end());
    return first;
}

test_support::process sync_test::start(const arguments& command) {
    arguments line = with(with(launched_by, {program()}), command);
    for (const char* narrowed : {"sync", "backfill", "plan", "status", "export"})
        if (command.front() == narrowed)
            for (const std::string& name : datasets) line = with(line, {"--dataset", name});
    const test_support::process_options options{.command = line,
                                                .environment = environment,
                                                .directory = directory.path(),
                                                .input = input,
                                                .out_is_terminal = out_is_terminal,
                                                .err_is_terminal = err_is_terminal};
    return test_support::process{options};
}

outcome sync_test::finish(test_support::process& running, std::chrono::seconds timeout) {
    outcome result{running.wait(timeout), {}};
    EXPECT_FALSE(result.ended.timed_out) << result.ended.err;
    EXPECT_NE(result.ended.exit_code, 1) << "a bug: " << result.ended.err;
    said.push_back(result.ended.out);
    said.push_back(result.ended.err);
    return result;
}

outcome sync_test::run(const arguments& command) {
    const bool failed_before = HasFailure();
    const bool runs = command.front() == "sync" || command.front() == "backfill";
    const std::string file = (directory / ("summary" + std::to_string(++summaries_) + ".json")).string();
    auto running = start(runs ? with(command, {"--summary", file, "--log-level", "debug"}) : command);
    outcome result = finish(running, std::chrono::seconds{300});
    const std::string text = test_support::read_file(file);
    said.push_back(text);
    if (text.empty()) return result;
    result.summary = parse_json(text);
    EXPECT_EQ(result.count("exit_code"), result.code());
    long long sum = 0;
    for (const auto& [name, number] : result.summary.at("slices").members)
        if (name != "planned") sum += number.integer();
    EXPECT_EQ(sum, result.slices("planned")) << text;
    if (HasFailure() && !failed_before) ADD_FAILURE() << text << result.ended.err;
    return result;
}

status_row sync_test::status(const std::string& day, const std::string& scope) {
    return status_where("metrics_date = '" + day + "' AND scope_identifier = '" + scope + "'");
}

status_row sync_test::status_where(const std::string& condition) {
    const auto found = database().query(
        "SELECT status, is_final, reason, error_message, records_rejected, next_attempt_at FROM sync_status WHERE " +
        condition);
    if (found.size() != 1) return {"no row", false, "", "", 0, false};
    const sinks::sql_row& row = found.front();
    return {row[0].value_or(""),
            sinks::as_bool(row[1]),
            row[2].value_or(""),
            row[3].value_or(""),
            sinks::as_integer(row[4]).value_or(0),
            row[5].has_value()};
}

std::int64_t sync_test::rows(const std::string& table, const std::string& day) {
    return database().number("SELECT count(*) FROM " + table +
                             (day.empty() ? "" : " WHERE metrics_date = '" + day + "'"));
}

std::int64_t sync_test::days_with_status(const std::string& status) {
    return database().number("SELECT count(*) FROM sync_status WHERE status = '" + status + "'");
}

std::map<std::string, json_value> sync_test::records_of(const std::string& ndjson) {
    std::map<std::string, json_value> records;
    std::istringstream lines{ndjson};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        json_value record = transforms_test::with_sorted_breakdowns(parse_json(line));
        const std::string key = record.at("day").text + "/" + record.at("user_id").text;
        EXPECT_TRUE(records.emplace(key, std::move(record)).second) << key << " comes twice";
    }
    return records;
}

bool sync_test::wait_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!done()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return true;
}

std::string engine_name(const testing::TestParamInfo<sinks::engine>& info) {
    return info.param == sinks::engine::postgresql ? "Postgres" : "Sqlite";
}

}  // namespace e2e
