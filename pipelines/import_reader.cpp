#include "pipelines/import_reader.hpp"

#include "connectors/files/packed_file.hpp"
#include "pipelines/report_body.hpp"

namespace pipelines {

void import_reader::read(const std::string& path, const std::function<void(std::uint64_t bytes)>& more) {
    dataset_ = named_;
    transforms::record_framer framer{import_record_bytes_max};
    const std::string name = path == "-" ? "stdin" : path;
    const auto deliver = [&](const transforms::framed_record& record) {
        where_ = name + ":" + std::to_string(record.line);
        take(record);
    };
    connectors::read_packed_file(path, [&](std::string_view bytes) {
        counts_.bytes += bytes.size();
        if (more) more(counts_.bytes);
        framer.push(bytes, deliver);
    });
    framer.finish(deliver);
}

void import_reader::take(const transforms::framed_record& record) {
    if (record.oversize) {
        ++counts_.records;
        return refuse("is " + std::to_string(record.length) + " bytes long, more than the " +
                      std::to_string(import_record_bytes_max) + " that fit");
    }
    const examined_record seen = examiner_.examine(record.bytes);
    if (!recognise(seen)) return;
    if (seen.is_wrapper && dataset_ == schema::dataset::totals) return take_wrapper(seen);
    ++counts_.records;
    take_single(seen, record.bytes);
}

void import_reader::take_wrapper(const examined_record& seen) {
    if (!seen.problem.empty()) {
        ++counts_.records;
        return refuse(seen.problem);
    }
    const std::string where = where_;
    std::size_t number = 0;
    for (const std::string_view entry : seen.day_totals) {
        where_ = where + ": day_totals[" + std::to_string(number++) + "]";
        ++counts_.records;
        take_single(entry_examiner_.examine(entry), entry);
    }
}

void import_reader::take_single(const examined_record& seen, std::string_view bytes) {
    if (!seen.problem.empty()) return refuse(seen.problem);
    if (!seen.day) return refuse("has no day");
    if (*seen.day >= today_) return refuse("is of " + seen.day->text() + ", a day that is not over yet (UTC)");
    line_.clear();
    if (!append_one_line(line_, bytes)) return refuse("has a line end inside a string");
    into_.add({*dataset_, *seen.day}, line_);
}

void import_reader::refuse(const std::string& what) {
    ++counts_.refused;
    if (counts_.refusals.size() < refusals_kept_max) counts_.refusals.push_back(where_ + ": the record " + what);
}

/// The first record that is one tells what its file holds.
bool import_reader::recognise(const examined_record& seen) {
    if (dataset_) return true;
    if (seen.dataset) {
        dataset_ = seen.dataset;
        return true;
    }
    ++counts_.records;
    refuse(seen.problem.empty() ? "is of no report that is known here" : seen.problem);
    if (!counts_.failure)
        counts_.failure = where_ +
                          ": this record does not tell what it is of (user_id, repo_id, daily_active_users or "
                          "day_totals would): name it with --dataset users, totals, user_teams or repos";
    return false;
}

}  // namespace pipelines
