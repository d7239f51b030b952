#include "tests/simulator/user_record.hpp"

#include "tests/simulator/breakdown_rows.hpp"
#include "tests/simulator/random.hpp"
#include "tests/simulator/surface_fields.hpp"
#include "tests/simulator/timeline.hpp"

namespace simulator {

namespace {

void append_bool(json_writer& out, bool value) {
    if (value) {
        out.literal("true");
    } else {
        out.literal("false");
    }
}

void append_identity(json_writer& out, const user_day& person, const record_frame& frame, const record_twist& twist) {
    out.literal("{\"day\":\"");
    out.date(twist.wrong_day ? person.date - std::chrono::days{1} : person.date);
    if (frame.window_start && frame.window_end) {
        out.literal("\",\"report_start_day\":\"");
        out.date(*frame.window_start);
        out.literal("\",\"report_end_day\":\"");
        out.date(*frame.window_end);
    }
    if (!frame.organization_id.empty()) {
        out.literal("\",\"organization_id\":\"");
        out.text(frame.organization_id);
    }
    out.literal("\",\"enterprise_id\":\"");
    out.text(frame.enterprise_id);
    out.literal("\",\"user_id\":");
    out.number(person.who.user_id);
    out.literal(",\"user_login\":\"");
    append_login(out, person.who);
    out.literal("\"");
}

void append_review_flags(json_writer& out, const user_day& person) {
    if (person.review == review_use::none) {
        out.literal(",\"used_copilot_code_review_active\":null,\"used_copilot_code_review_passive\":null");
    } else if (person.review == review_use::active) {
        out.literal(",\"used_copilot_code_review_active\":true,\"used_copilot_code_review_passive\":false");
    } else {
        out.literal(",\"used_copilot_code_review_active\":false,\"used_copilot_code_review_passive\":true");
    }
}

void append_flags(json_writer& out, const user_day& person) {
    out.literal(",\"used_agent\":");
    append_bool(out, person.uses_agent);
    out.literal(",\"used_chat\":");
    append_bool(out, person.uses_chat);
    if (person.date >= timeline::cli_totals) {
        out.literal(",\"used_cli\":");
        append_bool(out, person.uses_cli);
    }
    if (person.date >= timeline::coding_agent_flag) {
        out.literal(",\"used_copilot_coding_agent\":");
        append_bool(out, person.uses_cloud_agent);
    }
    if (person.date >= timeline::cloud_agent_flag) {
        out.literal(",\"used_copilot_cloud_agent\":");
        append_bool(out, person.uses_cloud_agent);
    }
    if (person.date >= timeline::code_review_flags) {
        append_review_flags(out, person);
    }
    if (person.date >= timeline::app) {
        out.literal(",\"used_copilot_app\":");
        append_bool(out, person.app.has_value());
    }
    if (person.date >= timeline::vscode_agent) {
        out.literal(",\"used_vscode_agent\":");
        append_bool(out, person.uses_vscode_agent);
    }
}

// Up to four decimals, as few as needed, but at least one.
void append_credits(json_writer& out, std::int64_t ten_thousandths) {
    out.number(ten_thousandths / 10'000);
    out.literal(".");
    std::int64_t rest = ten_thousandths % 10'000;
    std::int64_t unit = 1'000;
    do {
        out.number(rest / unit);
        rest %= unit;
        unit /= 10;
    } while (rest > 0 && unit > 0);
}

void append_adoption(json_writer& out, const user_day& person, random_numbers& random) {
    if (person.date >= timeline::ai_credits) {
        out.literal(",\"ai_credits_used\":");
        const bool none = person.who.kind == habit::completion_only;
        append_credits(out, person.server_side_only ? 25'000 : none ? 0 : random.below(1'600'000));
    }
    if (person.date >= timeline::adoption_phase) {
        const int phase = phase_of(person);
        out.literal(",\"ai_adoption_phase\":{\"phase_number\":");
        out.number(phase);
        if (phase == 0) {
            out.literal(",\"phase\":\"No Cohort\",\"version\":\"v1\"}");
        } else {
            out.literal(",\"phase\":\"Phase ");
            out.number(phase);
            out.literal("\",\"version\":\"v1\"}");
        }
    }
}

}  // namespace

void append_login(json_writer& out, const user_profile& who) {
    out.text(surnames[who.surname]);
    out.number(who.number);
    out.literal("_octo");
}

void append_user_record(json_writer& out, const user_day& person, const record_frame& frame,
                        const record_twist& twist) {
    const std::size_t start = out.size();
    random_numbers random{mix(person.details_seed, 0x6a736f6eULL)};
    append_identity(out, person, frame, twist);
    append_measures(out, sum_of(person.work()), twist.wrong_type);
    append_breakdowns(out, person, twist.unknown_field);
    append_flags(out, person);
    append_adoption(out, person, random);
    append_surfaces(out, person);
    if (twist.unknown_field) {
        append_unknown_member(out, person.who.number % 5);
    }
    close_record(out, twist.line_bytes, start);
}

}  // namespace simulator
