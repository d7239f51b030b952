#pragma once
// A day's rows of two endpoints put together: one record for each identity, with the rows as the vendor sent them.
// Pure. Source: Augment, Analytics API reference (v0), read 2026-11-21.

#include <map>
#include <string>
#include <vector>

#include "connectors/augment/augment_page.hpp"
#include "schema/day.hpp"

namespace connectors {

/// Collects the rows of a day in any order. Memory is that of the rows, which the vendor's limit of calls bounds: a
/// day of 100,000 rows takes it 100 minutes.
class augment_users {
public:
    explicit augment_users(schema::day day) : day_{day} {}

    void add(augment_list list, augment_row row);

    std::size_t bytes() const { return bytes_; }  ///< of the rows so far
    bool empty() const { return identities_.empty() && strays_.empty(); }

    /// `{"day":D,"users":[..],"records":[..]}` for each identity, a line each: its rows of user-activity and of
    /// daily-user-activity-by-editor-language, sorted, so that the text does not depend on the order of rows and pages;
    /// an endpoint that has none of it is left out. E-mails that differ only in the case of their letters are one
    /// identity. The same spelling again in user-activity is one more record: whether it is equal or another one is for
    /// those who load it. So is a row with both identities or neither: it is a record of its own.
    std::string lines() const;

private:
    struct rows {
        std::map<std::string, std::vector<std::string>> users;  ///< by the identity as spelled
        std::vector<std::string> records;
    };

    schema::day day_;
    std::map<std::string, rows> identities_;
    std::vector<std::pair<augment_list, std::string>> strays_;
    std::size_t bytes_ = 0;
};

}  // namespace connectors
