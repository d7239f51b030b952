#include "pipelines/source_claims.hpp"

#include "sinks/claim_key.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/vendor_limits.hpp"

namespace pipelines {

namespace {

/// How often a source that another process has is asked for.
constexpr std::chrono::milliseconds asking_pause{500};

}  // namespace

bool source_claims::hold(const std::string& source) {
    if (!sources_.pace_of(source)) return true;
    const std::scoped_lock lock{mutex_};
    claim& mine = claims_[source];
    if (mine.held && still_held(mine)) return true;
    const auto now = std::chrono::steady_clock::now();
    if (now - mine.asked < asking_pause) return false;
    mine.asked = now;
    mine.held = take(source, mine);
    if (!mine.held && waiting_ && !mine.waiting_told) waiting_(source);
    mine.waiting_told = mine.waiting_told || !mine.held;
    return mine.held;
}

/// A session that broke has lost its claim without a word.
bool source_claims::still_held(claim& mine) {
    try {
        if (mine.session->engine() == sinks::engine::postgresql) mine.session->query("SELECT 1");
        return true;
    } catch (const sinks::sink_error&) {
        mine = {};
        return false;
    }
}

/// Marks the limit as in use, in a commit, before it is used: a process that dies leaves the mark. A commit ends the
/// claim, so it is taken once more; whoever came between has found the mark.
bool source_claims::take(const std::string& source, claim& mine) {
    const std::int64_t key = sinks::source_claim_key(source);
    try {
        if (!mine.session) mine.session = database_.open();
        sinks::sql_session& session = *mine.session;
        if (!session.begin_claimed(key)) return false;
        connectors::pacer& pace = *sources_.pace_of(source);
        session.enter_write();
        const sinks::vendor_limit left = sinks::read_vendor_limit(session, source);
        sinks::write_vendor_limit(session, source, {.full_at = left.full_at, .in_use = true});
        session.commit();
        if (!session.begin_claimed(key)) return false;
        pace.set_full_at(left.in_use ? pace.full_if_exhausted() : left.full_at);
        return true;
    } catch (...) {
        mine.session.reset();
        throw;
    }
}

void source_claims::give_back(const std::string& source, claim& mine) {
    mine.session->enter_write();
    sinks::write_vendor_limit(*mine.session, source, {.full_at = sources_.pace_of(source)->full_at(), .in_use = false});
    mine.session->commit();
}

void source_claims::release() noexcept {
    const std::scoped_lock lock{mutex_};
    for (auto& [source, mine] : claims_) {
        try {
            if (mine.held) give_back(source, mine);
        } catch (const sinks::sink_error&) {
        }
    }
    claims_.clear();
}

}  // namespace pipelines
