#include "tests/e2e/export_fixture.hpp"

#include <algorithm>
#include <stdexcept>

#include "config/secret.hpp"
#include "sinks/database.hpp"
#include "tests/support/process.hpp"

namespace e2e {

namespace {

const char* const stamp = "'2026-11-21T04:00:00Z'";

std::string quoted(const std::string& text) {
    std::string literal = "'";
    for (const char c : text) literal += c == '\'' ? std::string("''") : std::string(1, c);
    return literal + "'";
}

/// `'github', 'organization', 'octo', '2026-11-16'`
std::string key(const std::string& source, const std::string& scope, const std::string& slug, const std::string& day) {
    return quoted(source) + ", " + quoted(scope) + ", " + quoted(slug) + ", " + quoted(day);
}

std::string of_github(const std::string& day, const std::string& scope = "organization") {
    return key("github", scope, "octo", day);
}
std::string of_augment(const std::string& day) { return key("augment", "organization", "acme", day); }

const std::string user_key_columns =
    "INSERT INTO copilot_user_metrics_daily (source, scope, scope_identifier, metrics_date, ";
const std::string measures =
    "user_initiated_interaction_count, code_generation_activity_count, code_acceptance_activity_count, "
    "loc_suggested_to_add_sum, loc_suggested_to_delete_sum, loc_added_sum, loc_deleted_sum";

}  // namespace

void export_test::SetUp() {
    sync_test::SetUp();
    datasets = {};
    filled = &database();
    fill();
}

void export_test::write(const std::string& statement) {
    if (script_)
        *script_ += statement + ";\n";
    else
        filled->execute(statement);
}

void export_test::add_target(const std::string& source, const std::string& scope, const std::string& slug,
                             const std::string& dataset) {
    write(
        "INSERT INTO sync_targets (source, scope, scope_identifier, dataset, since, created_at, updated_at) "
        "VALUES (" +
        quoted(source) + ", " + quoted(scope) + ", " + quoted(slug) + ", " + quoted(dataset) + ", '2026-11-16', " +
        stamp + ", " + stamp + ")");
}

void export_test::add_state(const std::string& source, const std::string& scope, const std::string& slug,
                            const std::string& dataset, const std::string& day, const std::string& status,
                            bool is_final, const std::string& reason) {
    write(
        "INSERT INTO sync_status (source, scope, scope_identifier, metrics_date, dataset, status, is_final, "
        "reason, created_at, updated_at) VALUES (" +
        key(source, scope, slug, day) + ", " + quoted(dataset) + ", " + quoted(status) + ", " +
        (is_final ? "TRUE" : "FALSE") + ", " + (reason.empty() ? "NULL" : quoted(reason)) + ", " + stamp + ", " +
        stamp + ")");
}

void export_test::add_user(const std::string& user, const std::string& login, const std::string& source,
                           const std::string& slug) {
    write(user_key_columns + "user_key, user_login, user_kind, " + measures + ") VALUES (" +
          key(source, "organization", slug, "2026-11-16") + ", " + quoted(user) + ", " + quoted(login) +
          ", 'user', 1, 1, 1, 1, 1, 1, 1)");
}

void export_test::fill() {
    ASSERT_EQ(run({"migrate"}).code(), 0);
    script_.emplace();
    for (const char* dataset : {"totals", "users"}) add_target("github", "organization", "octo", dataset);
    add_target("github", "enterprise", "octo", "users");
    for (const char* dataset : {"totals", "users"}) add_target("augment", "organization", "acme", dataset);

    const std::string d = "2026-11-";
    for (const char* n : {"16", "17", "18"}) add_state("github", "organization", "octo", "totals", d + n, "completed");
    add_state("github", "organization", "octo", "totals", d + "19", "completed", false);
    add_state("github", "organization", "octo", "totals", d + "20", "pending", false, "not_published");
    for (const char* n : {"16", "17"}) add_state("github", "organization", "octo", "users", d + n, "completed");
    add_state("github", "organization", "octo", "users", d + "18", "failed", false, "bad_records");
    add_state("github", "organization", "octo", "users", d + "19", "completed", false);
    add_state("github", "organization", "octo", "users", d + "20", "pending", false, "not_published");
    for (const char* n : {"16", "17", "18", "19"}) {
        add_state("github", "enterprise", "octo", "users", d + n, "completed");
        add_state("augment", "organization", "acme", "users", d + n, "completed");
        if (std::string(n) != "17") add_state("augment", "organization", "acme", "totals", d + n, "completed");
    }
    add_state("github", "enterprise", "octo", "users", d + "20", "no_data", false);
    add_state("augment", "organization", "acme", "totals", d + "17", "no_data", false);

    // ---- GitHub: user 101 on three days of the organization and one of the enterprise, 102 once, with nothing
    // measured
    struct user_day {
        const char* day;
        const char* login;
        const char* values;
        const char* more;  ///< used_agent, used_chat, credits, phase number, phase
    };
    for (const user_day& one :
         {user_day{"2026-11-16", "mona", "2, 10, 4, 20, NULL, 8, 0", "TRUE, FALSE, 12.50, 1, 'Phase 1'"},
          user_day{"2026-11-17", "mona", "3, 20, 6, 40, NULL, 12, 0", "FALSE, NULL, 0.10, 2, 'Phase 2'"},
          user_day{"2026-11-19", "mona-renamed", "5, 30, 7, 60, NULL, 16, 1", "FALSE, NULL, 0.20, NULL, NULL"}})
        write(user_key_columns + "user_key, user_login, user_kind, " + measures +
              ", used_agent, used_chat, ai_credits_used, ai_adoption_phase_number, ai_adoption_phase, extra) "
              "VALUES (" +
              of_github(one.day) + ", '101', '" + one.login + "', 'user', " + one.values + ", " + one.more +
              ", '{\"b\": 1.50, \"a\" : {\"z\":\"\\u00fc\", \"y\":null}}')");
    write(user_key_columns + "user_key, user_login, user_kind) VALUES (" + of_github("2026-11-16") +
          ", '102', 'idle', 'user')");
    write(user_key_columns + "user_key, user_login, user_kind, " + measures + ") VALUES (" +
          of_github("2026-11-16", "enterprise") + ", '101', 'mona', 'user', 2, 10, 4, 20, NULL, 8, 0)");
    const std::string part =
        "INSERT INTO copilot_user_breakdown_daily (source, scope, scope_identifier, metrics_date, "
        "user_key, breakdown, ide, feature, language, model, " +
        measures + ") VALUES (";
    for (const char* day : {"2026-11-16", "2026-11-17", "2026-11-19"}) {
        write(part + of_github(day) + ", '101', 'feature', '', 'code_completion', '', '', 0, 8, 4, 20, NULL, 7, 0)");
        write(part + of_github(day) +
              ", '101', 'feature', '', 'chat_panel_plan_mode', '', '', 2, 2, 0, 0, NULL, 1, 0)");
        write(part + of_github(day) +
              ", '101', 'language_feature', '', 'code_completion', 'c#', '', NULL, 8, 4, 20, NULL, 7, 0)");
    }

    // ---- Augment, as docs/augment-mapping.md has it: a person and a service account
    for (const char* day : {"2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"}) {
        write(user_key_columns + "user_key, user_email, user_kind, " + measures + ", extra) VALUES (" +
              of_augment(day) +
              ", 'mira.okafor@example.com', 'mira.okafor@example.com', 'user', "
              "34, 142, 51, 305, NULL, 536, NULL, '{\"metrics\":{\"total_messages\":34,\"total_tool_calls\":118,"
              "\"remote_agent_messages\":0,\"ide_agent_messages\":23,\"ide_agent_lines_of_code\":412,"
              "\"cli_agent_interactive_messages\":4,\"cli_agent_interactive_lines_of_code\":36}}')");
        write(
            part + of_augment(day) +
            ", 'mira.okafor@example.com', 'feature', '', 'agent_edit', '', '', 27, NULL, NULL, NULL, NULL, 448, NULL)");
        write(
            part + of_augment(day) +
            ", 'mira.okafor@example.com', 'feature', '', 'chat_panel', '', '', 7, NULL, NULL, NULL, NULL, NULL, NULL)");
        write(part + of_augment(day) +
              ", 'mira.okafor@example.com', 'language_ide', 'vscode', '', 'python', '', 34, 142, 51, 305, "
              "NULL, 536, NULL)");
        if (std::string(day) != "2026-11-17")
            write("INSERT INTO copilot_metrics_daily (source, scope, scope_identifier, metrics_date, " + measures +
                  ", daily_active_users, total_active_users, total_code_suggestions, total_code_acceptances, "
                  "is_final, metrics_data, created_at, updated_at) VALUES (" +
                  of_augment(day) +
                  ", 34, 142, 51, 305, NULL, 536, NULL, 3, 3, 142, 51, TRUE, '{\"user_count\": 3}', " + stamp + ", " +
                  stamp + ")");
    }
    write(user_key_columns + "user_key, user_kind, " + measures + ", extra) VALUES (" + of_augment("2026-11-18") +
          ", 'nightly-refactor', 'service_account', 13, 0, 0, "
          "NULL, NULL, 97, NULL, '{\"metrics\":{\"total_tool_calls\":64}}')");

    // ---- GitHub's totals: languages count one completion less than the day, and the models less chats
    const std::string total_part =
        "INSERT INTO copilot_metrics_breakdown_daily (source, scope, scope_identifier, "
        "metrics_date, breakdown, ide, feature, language, model, " +
        measures + ") VALUES (";
    for (const char* day : {"2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"}) {
        write("INSERT INTO copilot_metrics_daily (source, scope, scope_identifier, metrics_date, " + measures +
              ", daily_active_users, monthly_active_chat_users, total_active_users, total_code_suggestions, "
              "total_code_acceptances, total_code_lines_suggested, total_code_lines_accepted, is_final, "
              "metrics_data, created_at, updated_at) VALUES (" +
              of_github(day) +
              ", 12, 100, 40, 200, 0, 80, 5, 7, 4, 7, 90, 40, 180, 70, TRUE, "
              "'{\"day\":\"" +
              day + "\",\"daily_active_users\":7,\"pull_requests\":{\"median_minutes_to_merge\":61.50}}', " + stamp +
              ", " + stamp + ")");
        const auto add = [&](const std::string& dimensions, const std::string& values) {
            write(total_part + of_github(day) + ", " + dimensions + ", " + values + ")");
        };
        add("'feature', '', 'code_completion', '', ''", "0, 90, 40, 180, 0, 70, 0");
        add("'feature', '', 'chat_panel_plan_mode', '', ''", "3, 5, 1, 10, 0, 1, 0");
        add("'feature', '', 'chat_inline', '', ''", "4, 5, 1, 10, 0, 1, 0");
        add("'feature', '', 'agent_edit', '', ''", "0, 5, 0, 0, 0, 8, 5");
        add("'language_feature', '', 'code_completion', 'typescript', ''", "NULL, 60, 30, 120, 0, 50, 0");
        add("'language_feature', '', 'code_completion', 'java', ''", "NULL, 29, 10, 60, 0, 20, 0");
        add("'model_feature', '', 'code_completion', '', 'gpt-4.1'", "0, 90, 40, 180, 0, 70, 0");
        add("'model_feature', '', 'chat_inline', '', 'gpt-5.4'", "4, 5, 1, 10, 0, 1, 0");
        for (const char* ide : {"vscode", "intellij", "xcode"})
            add(std::string("'ide', '") + ide + "', '', '', ''", "4, 33, 13, 66, 0, 26, 1");
    }
    const auto session = sinks::make_database(config::secret{filled->url()})->open();
    sinks::transaction tx{*session, sinks::transaction::kind::write};
    session->execute_script(*script_);
    tx.commit();
    script_.reset();
}

outcome export_test::export_to_files(const std::string& format, int code, const arguments& more) {
    std::filesystem::remove_all(directory / "out");
    const outcome result = run(with(
        {"export", "--format", format, "--from", "2026-11-16", "--to", "2026-11-20", "--as-of", day(0), "--out", "out"},
        more));
    EXPECT_EQ(result.code(), code) << result.ended.err;
    EXPECT_EQ(result.ended.out, "");
    for (const auto& [name, text] : files()) EXPECT_EQ(name.find(".tmp"), std::string::npos) << name;
    return result;
}

std::map<std::string, std::string> export_test::files() const {
    std::map<std::string, std::string> found;
    if (!std::filesystem::exists(directory / "out")) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory / "out"))
        if (entry.is_regular_file())
            found[std::filesystem::relative(entry.path(), directory / "out").generic_string()] =
                test_support::read_file(entry.path());
    return found;
}

std::map<std::string, std::string> export_test::all_formats() {
    std::filesystem::remove_all(directory / "out");
    for (const std::string format : {"json", "csv", "aggregate", "legacy", "ndjson"})
        run({"export", "--format", format, "--from", "2026-11-14", "--to", "2026-11-20", "--as-of", day(0), "--out",
             "out"});
    return files();
}

void export_test::expect_equal(const std::map<std::string, std::string>& expected,
                               const std::map<std::string, std::string>& actual) {
    ASSERT_EQ(expected.size(), actual.size());
    for (const auto& [name, text] : expected) {
        ASSERT_TRUE(actual.contains(name)) << name;
        const std::string& other = actual.at(name);
        if (text == other) continue;
        const auto at = std::mismatch(text.begin(), text.end(), other.begin(), other.end()).first - text.begin();
        const std::size_t from = at < 60 ? 0 : static_cast<std::size_t>(at) - 60;
        ADD_FAILURE() << name << "\n" << text.substr(from, 160) << "\n" << other.substr(from, 160);
    }
}

std::string export_test::violations(const std::string& schema, const std::vector<std::string>& names) const {
    arguments command{"/usr/bin/python3", VALIDATE_JSON, SCHEMA_DIR "/" + schema + ".schema.json"};
    for (const std::string& name : names) command.push_back((directory / ("out/" + name)).string());
    const auto ended = test_support::run_process({.command = command, .environment = {{"PATH", "/usr/bin:/bin"}}});
    return ended.exit_code == 0 ? "" : ended.out + ended.err + "exit " + std::to_string(ended.exit_code);
}

const json_value& with_member(const json_value& list, const std::string& name, const std::string& text) {
    for (const json_value& element : list.elements)
        if (element.has(name) && element.at(name).text == text) return element;
    throw std::runtime_error("no element whose " + name + " is " + text + " in " +
                             transforms_test::to_text(list).substr(0, 500));
}

const json_value& scope_of(const json_value& file, const std::string& source, const std::string& scope) {
    for (const json_value& element : file.at("scopes").elements)
        if (element.at("source").text == source && element.at("scope").text == scope) return element;
    throw std::runtime_error("no scope " + source + " " + scope);
}

std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1, {""});
    std::size_t at = 0;
    const auto refuse = [&](const char* why) {
        throw std::runtime_error(std::string(why) + " at byte " + std::to_string(at) + ": " +
                                 text.substr(at < 60 ? 0 : at - 60, 80));
    };
    while (at < text.size()) {
        std::string& field = rows.back().back();
        const char c = text[at];
        if (c == '"' && (at == 0 || text[at - 1] == ',' || text[at - 1] == '\n')) {
            for (++at;; ++at) {
                if (at >= text.size()) refuse("a quote is not closed");
                if (text[at] != '"')
                    field += text[at];
                else if (at + 1 < text.size() && text[at + 1] == '"')
                    field += text[at++];
                else
                    break;
            }
            ++at;
            if (at < text.size() && text[at] != ',' && text[at] != '\r') refuse("text behind a closing quote");
        } else if (c == ',') {
            rows.back().emplace_back();
            ++at;
        } else if (c == '\r') {
            if (at + 1 >= text.size() || text[at + 1] != '\n') refuse("a bare carriage return");
            rows.push_back({""});
            at += 2;
        } else if (c == '\n' || c == '"') {
            refuse("a bare quote or line end");
        } else {
            field += c;
            ++at;
        }
    }
    if (rows.back() != std::vector<std::string>{""}) refuse("the last row has no line end");
    rows.pop_back();
    for (const auto& row : rows)
        if (row.size() != rows.front().size()) throw std::runtime_error("a row of another length: " + row.front());
    return rows;
}

}  // namespace e2e
