#include "tests/simulator/surface_fields.hpp"

#include <string_view>

#include "tests/simulator/random.hpp"
#include "tests/simulator/timeline.hpp"

namespace simulator {

namespace {

struct customisation_kind {
    std::string_view array_opening;  // up to and including the bracket
    std::string_view entry_opening;  // up to and including the value's opening quote
    std::string_view count_member;
    std::array<std::string_view, 5> names;
};

constexpr std::array<customisation_kind, 5> customisation_kinds = {{
    {",\"totals_by_skill\":[",
     "{\"skill\":\"",
     ",\"distinct_skill_use_count\":",
     {"other", "create-pr", "review", "release-notes", "triage"}},
    {",\"totals_by_custom_agent\":[",
     "{\"custom_agent\":\"",
     ",\"distinct_custom_agent_use_count\":",
     {"explore", "other", "task", "plan", "code-review"}},
    {",\"totals_by_mcp\":[",
     "{\"mcp\":\"",
     ",\"distinct_mcp_use_count\":",
     {"github-mcp-server", "other", "playwright", "azure", "context7"}},
    {",\"totals_by_slash_cmd\":[",
     "{\"slash_cmd\":\"",
     ",\"distinct_slash_cmd_use_count\":",
     {"/model", "custom", "/compact", "/clear", "/usage"}},
    {",\"totals_by_plugin\":[",
     "{\"plugin\":\"",
     ",\"distinct_plugin_use_count\":",
     {"other", "dotnet", "workiq", "advanced-security", "spark"}},
}};

void append_cli(json_writer& out, const user_day& person, std::int64_t ticket) {
    out.literal(",\"totals_by_cli\":");
    append_tokens(out, *person.cli);
    if (ticket < 10) {
        out.literal(",\"last_known_cli_version\":{\"cli_version\":\"unknown\",\"sampled_at\":null}}");
    } else {
        out.literal(",\"last_known_cli_version\":{\"cli_version\":\"1.0.");
        out.number(60 + ticket % 12);
        out.literal("\",\"sampled_at\":\"");
        out.date(person.date);
        out.literal("T09:17:39.000Z\"}}");
    }
}

void append_customisations_of(json_writer& out, const user_day& person, const surface_use& use) {
    if (person.customisations == presence::null) {
        out.literal(
            ",\"totals_by_skill\":null,\"totals_by_custom_agent\":null,\"totals_by_mcp\":null,"
            "\"distinct_skill_use_count\":null,\"distinct_custom_agent_use_count\":null,\"distinct_mcp_use_count\":"
            "null");
    } else if (person.customisations != presence::absent) {
        append_customisations(out, use.customisations);
    }
}

}  // namespace

surface_use make_surface_use(const user_day& person) {
    random_numbers random{mix(person.details_seed, 0x73757266ULL)};
    surface_use use;
    if (person.cli) {
        use.cli_version_ticket = random.below(100);
    }
    if (person.uses_vscode_agent) {
        use.window_sessions = random.between(1, 4);
        use.window_messages = random.between(1, 40);
    }
    if (person.date >= timeline::third_party_agents && person.who.kind == habit::heavy && random.chance(12)) {
        use.third_party_starts = random.between(1, 4);
    }
    if (person.customisations == presence::full) {
        for (auto& kind : use.customisations) {
            const auto names = static_cast<std::size_t>(random.below(4));
            for (std::size_t i = 0; i < names; ++i) {
                kind[i] = random.between(1, 9);
            }
        }
    }
    return use;
}

void append_surfaces(json_writer& out, const user_day& person) {
    const surface_use use = make_surface_use(person);
    if (person.cli) {
        append_cli(out, person, use.cli_version_ticket);
    }
    if (person.app) {
        out.literal(",\"totals_by_copilot_app\":");
        append_tokens(out, *person.app);
        out.literal("}");
    }
    if (person.uses_vscode_agent) {
        out.literal(",\"totals_by_vscode_agent\":{\"session_count\":");
        out.number(use.window_sessions);
        out.literal(",\"total_user_messages\":");
        out.number(use.window_messages);
        out.literal("}");
    }
    if (use.third_party_starts > 0) {
        out.literal(
            ",\"totals_by_3rd_party_agent\":[{\"agent_id\":\"987123\",\"agent_name\":\"Example Migrator\","
            "\"user_initiated_interaction_count\":");
        out.number(use.third_party_starts);
        out.literal("}]");
    }
    append_customisations_of(out, person, use);
}

void append_tokens(json_writer& out, const token_use& use) {
    out.literal("{\"session_count\":");
    out.number(use.sessions);
    out.literal(",\"request_count\":");
    out.number(use.requests);
    out.literal(",\"prompt_count\":");
    out.number(use.prompts);
    out.literal(",\"token_usage\":{\"output_tokens_sum\":");
    out.number(use.output_tokens);
    out.literal(",\"prompt_tokens_sum\":");
    out.number(use.prompt_tokens);
    if (use.requests == 0) {
        out.literal(",\"avg_tokens_per_request\":null}");
        return;
    }
    const std::int64_t tenths = (use.output_tokens + use.prompt_tokens) * 10 / use.requests;
    out.literal(",\"avg_tokens_per_request\":");
    out.number(tenths / 10);
    out.literal(".");
    out.number(tenths % 10);
    out.literal("}");
}

void append_customisations(json_writer& out, const customisation_counts& counts) {
    std::array<std::int64_t, customisation_kinds.size()> used{};
    for (std::size_t kind = 0; kind < customisation_kinds.size(); ++kind) {
        out.text(customisation_kinds[kind].array_opening);
        for (std::size_t i = 0; i < counts[kind].size(); ++i) {
            if (counts[kind][i] == 0) {
                continue;
            }
            if (used[kind]++ > 0) {
                out.literal(",");
            }
            out.text(customisation_kinds[kind].entry_opening);
            out.text(customisation_kinds[kind].names[i]);
            out.literal("\",\"interaction_count\":");
            out.number(counts[kind][i]);
            out.literal("}");
        }
        out.literal("]");
    }
    for (std::size_t kind = 0; kind < customisation_kinds.size(); ++kind) {
        out.text(customisation_kinds[kind].count_member);
        out.number(used[kind]);
    }
}

}  // namespace simulator
