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

}  // namespace pipelines
