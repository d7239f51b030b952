#include "transforms/range_sums.hpp"

namespace transforms {

namespace {

template <std::size_t Size>
void write_sums(json_members& record, const std::array<std::string_view, Size>& names,
                const std::array<schema::measure, Size>& sums, std::size_t first = 0) {
    for (std::size_t i = first; i < Size; ++i)
        record.begin(names[i]).append(sums[i].measured ? schema::wide_text(sums[i].total) : "null");
}

void keep_last(std::optional<std::string>& kept, const std::optional<std::string_view>& value) {
    if (value) kept = std::string(*value);
}

/// The counters among the columns for readers of the older API begin here; before it are counts of users.
constexpr std::size_t first_code_counter = 2;
static_assert(schema::older_api_columns[first_code_counter] == "total_code_suggestions");

}  // namespace

void breakdown_sums::add(const breakdown_key& key, const schema::activity& activity) {
    const std::array<std::string_view, 5> parts{key.breakdown, key.ide, key.feature, key.language, key.model};
    const auto is_same = [&parts](const entry& one) {
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (one.key[i] != parts[i]) return false;
        return true;
    };
    if (entries_.empty() || !is_same(entries_.back())) {
        entry& fresh = entries_.emplace_back();
        for (std::size_t i = 0; i < parts.size(); ++i) fresh.key[i] = parts[i];
    }
    schema::add_all(entries_.back().sums, activity.values);
}

void breakdown_sums::write(std::string& out, json_members& record) const {
    breakdown_arrays arrays{out, record};
    for (const entry& one : entries_) {
        json_members written = arrays.begin({one.key[0], one.key[1], one.key[2], one.key[3], one.key[4]});
        write_sums(written, schema::activity_columns, one.sums);
        written.close();
    }
    arrays.finish();
}

void user_counters::add(const schema::user_row& row) {
    schema::add_all(activity, row.activity.values);
    ai_credits_used.add(row.ai_credits_used);
    schema::add_all(cli, row.cli);
    if (!row.extra.empty()) schema::add_all(vendor, read_vendor_metrics(row.extra));
}

void user_counters::write(std::string& out, json_members& record) const {
    write_sums(record, schema::activity_columns, activity);
    const auto credits = ai_credits_used.text();
    record.decimal("ai_credits_used", credits ? std::optional<std::string_view>(*credits) : std::nullopt);
    write_sums(record, schema::user_cli_columns, cli);
    record.begin("vendor_metrics");
    json_members metrics{out};
    for (std::size_t i = 0; i < vendor.size(); ++i)
        if (vendor[i].measured) metrics.begin(vendor_metric_names[i]).append(schema::wide_text(vendor[i].total));
    metrics.close();
}

void user_range::add(schema::day day, const schema::user_row& row) {
    if (days_ == 0) first_ = day;
    last_ = day;
    ++days_;
    key_ = row.user_key;
    kind_ = row.user_kind;
    keep_last(login_, row.user_login);
    keep_last(email_, row.user_email);
    keep_last(enterprise_id_, row.enterprise_id);
    keep_last(organization_id_, row.organization_id);
    if (row.ai_adoption_phase_number || row.ai_adoption_phase) {
        phase_ = {row.ai_adoption_phase_number, {}, {}};
        keep_last(phase_.name, row.ai_adoption_phase);
        keep_last(phase_.version, row.ai_adoption_phase_version);
    }
    for (std::size_t i = 0; i < flags_.size(); ++i)
        if (row.flags[i]) flags_[i] = flags_[i].value_or(false) || *row.flags[i];
    counters_.add(row);
}

void user_range::append(std::string& out) const {
    json_members record{out};
    record.text("user_key", key_);
    record.text("user_login", login_);
    record.text("user_email", email_);
    record.text("user_kind", kind_);
    record.text("enterprise_id", enterprise_id_);
    record.text("organization_id", organization_id_);
    record.integer("active_days", days_);
    record.text("first_day", first_.text());
    record.text("last_day", last_.text());
    counters_.write(out, record);
    for (std::size_t i = 0; i < flags_.size(); ++i) record.boolean(schema::user_flag_columns[i], flags_[i]);
    record.integer("ai_adoption_phase_number", phase_.number);
    record.text("ai_adoption_phase", phase_.name);
    record.text("ai_adoption_phase_version", phase_.version);
    breakdown_.write(out, record);
    record.close();
}

void users_summary::add(const schema::user_row& row, bool new_user) {
    if (new_user) ++(row.user_kind == "service_account" ? service_accounts_ : users_);
    counters_.add(row);
}

void users_summary::append(std::string& out) const {
    json_members record{out};
    record.integer("distinct_users", users_ + service_accounts_);
    record.integer("distinct_service_accounts", service_accounts_);
    counters_.write(out, record);
    record.close();
}

void totals_range::add(const schema::stored_totals_row& row) {
    schema::add_all(activity_, row.activity.values);
    schema::add_all(older_api_, row.older_api);
}

void totals_range::append(std::string& out) const {
    json_members record{out};
    write_sums(record, schema::activity_columns, activity_);
    write_sums(record, schema::older_api_columns, older_api_, first_code_counter);
    breakdown_.write(out, record);
    record.close();
}

}  // namespace transforms
