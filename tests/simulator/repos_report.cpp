#include "tests/simulator/repos_report.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "tests/simulator/pull_requests.hpp"
#include "tests/simulator/random.hpp"
#include "tests/simulator/report_lines.hpp"
#include "tests/simulator/timeline.hpp"

namespace simulator {

namespace {

constexpr std::array<std::string_view, 6> names = {
    "storefront-web", "billing-core", "infra-live", "notebooks", "mobile-app", "docs",
};
constexpr std::array<std::string_view, 3> visibilities = {"INTERNAL", "PRIVATE", "PUBLIC"};

struct repository {
    std::string owner;
    std::size_t place = 0;   // in names
    std::uint64_t seed = 0;  // of this day
};

// All that the records of one part share; lives as long as the part.
struct repos_part {
    day date{};
    std::string enterprise_id;
    std::vector<repository> repositories;

    void append(json_writer& out, std::uint32_t number, const record_twist& twist) const;
};

void append_minutes(json_writer& out, random_numbers& random, std::string_view stage) {
    const std::int64_t median = random.below(30'000);
    out.literal(",\"median_minutes_");
    out.text(stage);
    out.literal("\":");
    out.decimal(median);
    out.literal(",\"p90_minutes_");
    out.text(stage);
    out.literal("\":");
    out.decimal(median + random.below(150'000));
}

// Empty where no merged pull request had a review.
void append_review_times(json_writer& out, const repository& repo, std::int64_t merged) {
    random_numbers random{mix(repo.seed, 0x726576ULL)};
    out.literal(",\"pull_request_review_times\":[");
    if (merged > 0) {
        out.literal("{\"authored_by\":\"human\",\"reviewed_by\":\"human\",\"total_merged\":");
        out.number(random.between(1, merged));
        append_minutes(out, random, "ready_to_first_review");
        append_minutes(out, random, "first_to_final_review");
        append_minutes(out, random, "final_review_to_merge");
        out.literal("}");
    }
    out.literal("]");
}

void repos_part::append(json_writer& out, std::uint32_t number, const record_twist& twist) const {
    const repository& repo = repositories[number];
    const std::size_t start = out.size();
    pull_request_counts counts = make_pull_requests(repo.seed, 12);
    counts.created += twist.other_numbers ? 1 : 0;
    out.literal("{\"day\":\"");
    out.date(twist.wrong_day ? date - std::chrono::days{1} : date);
    out.literal("\",\"enterprise_id\":\"");
    out.text(repo.place % 3 == 2 ? std::string_view{} : std::string_view{enterprise_id});
    out.literal("\",\"organization_id\":\"");
    out.text(scope_id(true, repo.owner));
    out.literal("\",\"repo_id\":");
    if (twist.wrong_type) {
        out.literal("{\"id\":\"many\"}");
    } else {
        out.number(600'000'000 + static_cast<std::int64_t>(hash_text(repo.owner) % 50'000'000) * 10 +
                   static_cast<int>(repo.place));
    }
    out.literal(",\"repo_owner_name\":\"");
    out.text(repo.owner);
    out.literal("\",\"repo_name\":\"");
    out.text(names[repo.place]);
    out.literal("\",\"repo_visibility\":\"");
    out.text(visibilities[repo.place % visibilities.size()]);
    out.literal("\",\"pull_requests\":");
    append_pull_requests(out, counts, comment_type_list::empty);
    if (date >= timeline::review_times) {
        append_review_times(out, repo, counts.merged);
    }
    if (twist.unknown_field) {
        append_unknown_member(out, 1);
    }
    close_record(out, twist.line_bytes, start);
}

// The first repository of an organization has pull requests every day.
std::vector<repository> active_repositories(const settings& options, const report_request& request) {
    std::vector<std::string> owners = request.organization ? std::vector{request.slug} : options.organizations;
    if (owners.empty()) {
        owners.push_back(request.slug + "-main");
    }
    const std::uint64_t percent = is_weekend(request.date) ? 30 : 75;
    std::vector<repository> active;
    for (const std::string& owner : owners) {
        for (std::size_t place = 0; place < names.size(); ++place) {
            const std::uint64_t seed =
                mix(options.seed, hash_text(owner), request.date.time_since_epoch().count(), place, 0x7265706fULL);
            if (place == 0 || mix(seed, 1) % 100 < percent) {
                active.push_back({owner, place, mix(seed, request.changes.revision)});
            }
        }
    }
    active.resize(active.size() - std::min(active.size(), request.changes.drop_users));
    return active;
}

part_lines make_lines(const report_source& source, const report_request& request, std::size_t part) {
    auto shared = std::make_shared<repos_part>();
    shared->date = request.date;
    shared->enterprise_id = make_scope_ids(source.options, request).enterprise;
    shared->repositories = active_repositories(source.options, request);
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t number = 0; number < shared->repositories.size(); ++number) {
        numbers.push_back(number);
    }
    const std::size_t parts = count_shards(source.options, request);
    const std::vector<report_line> all = damage_lines(numbers, request.changes);
    return make_part_lines(deal_lines(all, request.changes, part, parts), request.date, request.changes,
                           [shared](json_writer& out, std::uint32_t number, const record_twist& twist) {
                               shared->append(out, number, twist);
                           });
}

}  // namespace

report_kind repos_1_day_report() {
    return {.name = "repos-1-day",
            .first_day = timeline::repositories,
            .count_parts = &count_shards,
            .make_lines = &make_lines};
}

}  // namespace simulator
