#include "pipelines/worker.hpp"

#include <thread>

#include "pipelines/free_slice.hpp"
#include "pipelines/threads.hpp"

namespace pipelines {

namespace {

class worker {
public:
    explicit worker(const shared_run& run) : run_{run} {}

    void work() {
        const auto stopping = [this] { return run_.stop.stopping(); };
        while (auto next = run_.queue.take(stopping)) {
            if (!run_.state.worth_asking(next->slice.target)) {
                run_.queue.done(*next);
                run_.display.slice_done();
                continue;
            }
            const slice_report report = run_through(*next);
            if (report.end == slice_end::held) {
                run_.queue.put_back(std::move(*next));
                continue;
            }
            run_.state.record(*next, report);
            run_.display.slice_done();
            log(next->slice, report);
            run_.queue.done(*next);
        }
    }

private:
    /// The slice, again on a fresh session when the database broke the transaction.
    slice_report run_through(const planned_slice& work) {
        for (int attempt = 0;; ++attempt) {
            try {
                if (!run_.claims.hold(work.slice.target.source)) return held_elsewhere();
                if (!session_) session_ = open_obeying(run_.database, run_.stop);
                return run_slice(*session_, source(work.slice.target.source), work, run_.options,
                                 {run_.stop.token(), run_.stop.deadline()});
            } catch (const sinks::sink_error& error) {
                session_.reset();
                if (error.interrupted) return left_undone();
                if (!error.retryable || attempt == reconnects_max || run_.stop.token().stop_requested()) throw;
                run_.log.warn("slice=\"{}\" {}; trying again", work.slice.text(), error.what());
                wait(std::chrono::seconds{1 << attempt});
            }
        }
    }

    /// A stop came while the database kept us waiting: its transaction is gone, and nothing can be written down of it.
    static slice_report left_undone() {
        slice_report report;
        report.end = slice_end::pending;
        report.reason = report.fetch.reason = connectors::reason::interrupted;
        report.message = "stopped while waiting for the database: nothing was written";
        return report;
    }

    static slice_report held_elsewhere() {
        slice_report report;
        report.end = slice_end::held;
        return report;
    }

    connectors::report_source& source(const std::string& name) {
        auto& made = sources_[name];
        if (!made) made = run_.sources.make(name);
        return *made;
    }

    void wait(std::chrono::seconds time) {
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end && !run_.stop.token().stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }

    void log(const schema::slice& slice, const slice_report& report) {
        const auto& target = slice.target;
        const std::string name = fmt::format("source={} scope={} dataset={} day={}", target.source, target.scope.text(),
                                             to_string(target.dataset), slice.day.text());
        const std::string counts = fmt::format("rows={} rejected={} bytes={} requests={} retries={}", report.rows_written,
                                               report.records_rejected, report.fetch.bytes_downloaded,
                                               report.fetch.requests, report.fetch.retries);
        const bool troubled = report.end == slice_end::failed || report.reason == "vanished";
        run_.log.log(troubled ? spdlog::level::warn : spdlog::level::info, "{} end={} final={} {}{}{}", name,
                     to_string(report.end), report.is_final ? "yes" : "no", counts,
                     report.restated ? " restated=yes" : "",
                     report.reason.empty() ? "" : fmt::format(" reason={} message=\"{}\"", report.reason, report.message));
    }

    const shared_run& run_;
    std::unique_ptr<sinks::sql_session> session_;
    std::map<std::string, std::unique_ptr<connectors::report_source>> sources_;
};

}  // namespace

void run_workers(const shared_run& run, int workers) {
    const auto failure = run_threads(static_cast<std::size_t>(workers), run.stop, [&run] { worker{run}.work(); });
    if (failure) std::rethrow_exception(failure);
}

}  // namespace pipelines
