// Who has a seat of Copilot in a scope, as the seats listing spells it ("REST API endpoints for Copilot user
// management", read 2026-11).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulator/report_kind.hpp"
#include "tests/simulator/report_lines.hpp"
#include "tests/simulator/user_teams_report.hpp"

namespace simulator {

struct seat {
    std::optional<std::uint32_t> person;  // nobody for some: the account is gone
    bool second = false;                  // the same person's other seat
    line_kind kind = line_kind::record;
};

/// A scope's seats today. At enterprise level person 1 and every fiftieth after have two, which count once in
/// total_seats. The last seats, at least one where there are three people, have no assignee.
class seat_list {
public:
    /// The request's day is the day of reading.
    seat_list(const settings& options, const report_request& request);

    std::int64_t total_seats() const { return total_seats_; }
    std::size_t size() const { return seats_.size(); }
    const seat& at(std::size_t index) const { return seats_[index]; }

    void append(json_writer& out, std::size_t index) const;

private:
    void append_assignee(json_writer& out, const seat& one) const;
    void append_activity(json_writer& out, const seat& one) const;
    void append_team(json_writer& out, const seat& one) const;
    void append_organization(json_writer& out, const seat& one) const;
    std::uint64_t seed_of(const seat& one) const;
    bool from_enterprise_team(const seat& one) const;
    const std::string& organization_of(const seat& one) const;

    report_request request_;
    std::uint64_t seed_;
    std::vector<std::string> organizations_;
    std::vector<seat> seats_;
    std::int64_t total_seats_ = 0;
    std::vector<team> teams_;
    std::map<std::uint32_t, std::size_t> team_of_;  // a person's place in teams_
};

}  // namespace simulator
