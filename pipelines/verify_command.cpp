#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "pipelines/archive_check.hpp"
#include "pipelines/archive_selection.hpp"
#include "pipelines/commands.hpp"
#include "pipelines/database_targets.hpp"
#include "pipelines/json_output.hpp"
#include "sinks/consistency.hpp"
#include "sinks/status_store.hpp"
#include "sinks/stored_totals.hpp"

namespace pipelines {

namespace {

/// Before that no day can have been final, however `settle_days` may have been raised since.
constexpr int settle_days_default = 4;

/// Prints differences as they are found: an audit of a year takes its minutes.
class verification_report {
public:
    explicit verification_report(bool as_json) : as_json_{as_json} {
        if (as_json_) std::cout << "{\"differences\":[";
    }

    void add(const sinks::difference& found) {
        if (as_json_)
            std::cout << (differences_ ? ",\n" : "\n")
                      << fmt::format(
                             R"({{"difference":{},"source":{},"scope":{},"scope_identifier":{},"dataset":{},"day":{},)"
                             R"("detail":{}}})",
                             json_quoted(found.name), json_quoted(found.source), json_quoted(found.scope),
                             json_quoted(found.scope_identifier), json_quoted(found.dataset), json_quoted(found.day),
                             json_quoted(found.detail));
        else
            std::cout << fmt::format("{:<24}  {} {}/{} {} {}: {}\n", found.name, found.source, found.scope,
                                     found.scope_identifier, found.dataset, found.day, found.detail);
        std::cout << std::flush;
        ++differences_;
    }

    exit_code conclude(std::int64_t slices, std::int64_t rows, const std::optional<archive_check>& archive) const {
        if (as_json_)
            std::cout << fmt::format("],\"slices_checked\":{},\"rows_checked\":{}{}}}\n", slices, rows,
                                     archive ? fmt::format(",\"archived_reports_checked\":{},\"days_without_archived_"
                                                           "report\":{},\"archived_reports_not_loaded\":{}",
                                                           archive->files, archive->without_file, archive->not_loaded)
                                             : "");
        else
            std::cout << fmt::format("{} loaded days with {} rows{} checked: {}\n", slices, rows,
                                     archive ? in_words(*archive) : "",
                                     differences_ == 0   ? "everything agrees"
                                     : differences_ == 1 ? "1 difference"
                                                         : fmt::format("{} differences", differences_));
        std::cout << std::flush;
        return differences_ == 0 ? exit_code::complete : exit_code::data_quality;
    }

private:
    static std::string in_words(const archive_check& archive) {
        std::string words = fmt::format(" and {} archived reports", archive.files);
        std::vector<std::string> more;
        if (archive.without_file > 0) more.push_back(fmt::format("{} days have none", archive.without_file));
        if (archive.not_loaded > 0) more.push_back(fmt::format("{} are not loaded", archive.not_loaded));
        return more.empty() ? words : words + fmt::format(" ({})", fmt::join(more, ", "));
    }

    bool as_json_;
    std::int64_t differences_ = 0;
};

sinks::consistency_filter to_consistency_filter(const filters& typed) {
    sinks::consistency_filter filter{typed.sources, {}, typed.datasets};
    for (const std::string& scope : typed.scopes) filter.scopes.push_back(schema::lower_case(scope));
    return filter;
}

class verification {
public:
    verification(sinks::sql_session& session, verification_report& report) : session_{session}, report_{report} {}

    void run_queries(int settle_days, const sinks::consistency_filter& filter) {
        for (const std::string& query : sinks::consistency_queries(session_.engine(), settle_days)) {
            sinks::transaction tx{session_, sinks::transaction::kind::read};
            const auto differences = sinks::find_differences(session_, query, filter);
            tx.commit();
            for (const sinks::difference& found : differences) report_.add(found);
        }
    }

    /// Adds up every loaded slice of the target again, each in a transaction of its own: a sync may go on meanwhile,
    /// and nothing holds back vacuum for as long as a year takes.
    void add_up(const schema::target& target) {
        sinks::transaction tx{session_, sinks::transaction::kind::read};
        const auto days = sinks::read_loaded_days(session_, target);
        tx.commit();
        for (const schema::day day : days) add_up({target, day});
    }

    /// Every archived report, read and hashed again.
    archive_check read_archive(const connectors::archive& archive, const filters& selected) {
        archive_check check = check_archive(session_, archive, selected);
        for (const archive_difference& found : check.differences) {
            const schema::target& target = found.slice.target;
            report_.add({"archived_report", target.source, std::string(to_string(target.scope.kind)),
                         target.scope.identifier, std::string(to_string(target.dataset)), found.slice.day.text(),
                         found.message});
        }
        return check;
    }

    std::int64_t slices() const { return slices_; }
    std::int64_t rows() const { return rows_; }

private:
    void add_up(const schema::slice& slice) {
        sinks::transaction tx{session_, sinks::transaction::kind::read};
        const auto state = sinks::read_state(session_, slice);
        if (!state || state->status != schema::slice_status::completed) return;  // pruned or expired meanwhile
        const std::string stored = sinks::read_stored_totals(session_, slice);
        tx.commit();
        ++slices_;
        rows_ += state->rows_written.value_or(0);
        const std::string detail = sinks::totals_difference(state->day_totals, stored);
        if (!detail.empty())
            report_.add({"day_totals", slice.target.source, std::string(to_string(slice.target.scope.kind)),
                         slice.target.scope.identifier, std::string(to_string(slice.target.dataset)), slice.day.text(),
                         detail});
    }

    sinks::sql_session& session_;
    verification_report& report_;
    std::int64_t slices_ = 0;
    std::int64_t rows_ = 0;
};

}  // namespace

exit_code run_verify(const command_context& context) {
    const options& options = context.options;
    const auto database = sinks::make_database(context.settings.database_url);
    const auto session = open_existing(*database);
    sinks::transaction tx{*session, sinks::transaction::kind::read};
    const auto targets = sinks::read_all_targets(*session);
    const auto mistakes = unknown_filters(options.filters, targets);
    tx.commit();
    if (!mistakes.empty()) return usage_error(mistakes);
    const auto archive = archive_of(context.settings);
    try {
        if (archive) archive->files();
    } catch (const connectors::archive_error& error) {  // the directory itself
        return usage_error({error.what()});
    }

    verification_report report{options.format == "json"};
    verification checks{*session, report};
    checks.run_queries(std::min(context.settings.sync.settle_days, settle_days_default),
                       to_consistency_filter(options.filters));
    for (const schema::target& target : targets)
        if (options.filters.selects(target)) checks.add_up(target);
    std::optional<archive_check> archived;
    std::string unlistable;
    try {
        if (archive) archived = checks.read_archive(*archive, options.filters);
    } catch (const connectors::archive_error& error) {  // gone since the look at the beginning
        unlistable = error.what();
    }
    const exit_code code = report.conclude(checks.slices(), checks.rows(), archived);
    if (unlistable.empty()) return code;
    context.log.error("{}", unlistable);
    return worse(code, exit_code::slices_failed);
}

}  // namespace pipelines
