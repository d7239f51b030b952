#include "pipelines/metrics_output.hpp"

#include <fstream>
#include <iterator>

#include "pipelines/file_output.hpp"

namespace pipelines {

namespace {

/// Empty when there is none.
std::string earlier_file(const std::string& path) {
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

void write_metrics_file(const std::string& path, const std::optional<database_metrics>& database,
                        const run_summary& run) {
    const std::string kept = database ? to_text(*database) : without_run(earlier_file(path));
    file_output file{path};
    file.write(kept + to_text(run));
    file.finish();
}

std::string push_metrics(const connectors::url& where, const std::optional<database_metrics>& database,
                         const run_summary& run, const connectors::http_options& options) {
    if (!database) return connectors::push_text(where, to_text(run), connectors::push_kind::amend, options);
    return connectors::push_text(where, to_text(*database) + to_text(run), connectors::push_kind::replace, options);
}

std::vector<std::string> tell_of_refusal(const options& options, exit_code code, schema::time_point started_at) {
    run_summary run;
    run.code = code;
    run.started_at = started_at;
    run.finished_at = std::chrono::system_clock::now();
    std::vector<std::string> troubles;
    try {
        if (!options.metrics_file.empty()) write_metrics_file(options.metrics_file, std::nullopt, run);
    } catch (const std::runtime_error& error) {
        troubles.push_back(std::string("the metrics were not written: ") + error.what());
    }
    const auto gateway = options.pushgateway.empty() ? std::nullopt : connectors::parse_gateway(options.pushgateway);
    if (!gateway) return troubles;
    const std::string trouble = push_metrics(*gateway, std::nullopt, run, connectors::http_options{});
    if (!trouble.empty()) troubles.push_back("the metrics were not pushed: " + trouble);
    return troubles;
}

}  // namespace pipelines
