#include "pipelines/archive_check.hpp"

#include <map>
#include <optional>

#include "pipelines/archived_content.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

namespace {

std::optional<schema::slice_state> loaded_state(sinks::sql_session& session, const schema::slice& slice) {
    sinks::transaction tx{session, sinks::transaction::kind::read};
    auto state = sinks::read_state(session, slice);
    tx.commit();
    return state && state->status == schema::slice_status::completed ? state : std::nullopt;
}

/// Empty when the file is good; what it holds and its size go into the last two.
std::string read_file(const connectors::archive& archive, const schema::slice& slice, std::string& content,
                      std::int64_t& bytes) {
    try {
        const archived_content found = read_archived(archive, slice);
        content = found.content_sha256;
        bytes += static_cast<std::int64_t>(found.bytes);
        return "";
    } catch (const connectors::archive_error& error) {
        return error.what();
    }
}

bool lies_there(const connectors::archive& archive, const schema::slice& slice) {
    const auto file = archive.file_of(slice);
    return std::filesystem::exists(file) || std::filesystem::exists(connectors::previous_of(file));
}

std::int64_t count_loaded(sinks::sql_session& session, const filters& filters) {
    std::int64_t days = 0;
    sinks::transaction tx{session, sinks::transaction::kind::read};
    for (const schema::target_state& target : sinks::read_targets(session)) {
        if (!filters.selects(target.target)) continue;
        for (const schema::day_range& range : target.final_days) days += range.size();
        for (const auto& [day, state] : target.open_days)
            days += state.status == schema::slice_status::completed ? 1 : 0;
    }
    tx.commit();
    return days;
}

}  // namespace

archive_check check_archive(sinks::sql_session& session, const connectors::archive& archive, const filters& filters) {
    archive_check check;
    std::int64_t loaded_with_file = 0;
    for (const connectors::archived_file& file : archive.files()) {
        if (!filters.selects(file.slice.target)) continue;
        std::string content, trouble;
        std::optional<schema::slice_state> state;
        for (int look = 0; look < 2; ++look) {  // between the two reads of one look, a run may have changed the day
            trouble = read_file(archive, file.slice, content, check.report_bytes);
            state = loaded_state(session, file.slice);
            if (trouble.empty() && state && state->content_sha256 != content)
                trouble = "The archived report " + archive.file_of(file.slice).string() +
                          " is another one than the tables hold";
            if (trouble.empty()) break;
        }
        if (!state && !trouble.empty() && !lies_there(archive, file.slice)) continue;  // pruned meanwhile
        ++check.files;
        if (state)
            ++loaded_with_file;
        else if (trouble.empty())
            ++check.not_loaded;
        if (!trouble.empty()) check.differences.push_back({file.slice, trouble});
    }
    check.without_file = count_loaded(session, filters) - loaded_with_file;
    return check;
}

}  // namespace pipelines
