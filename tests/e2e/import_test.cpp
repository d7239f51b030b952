// Files that people already have: in every packing and form, a slice a day, never final, and given back equal.

#include <zlib.h>
#include <zstd.h>

#include <sstream>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

std::string gzipped(const std::string& plain) {
    std::string packed(plain.size() + 1024, '\0');
    z_stream stream{};
    if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc{};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string zstd_packed(const std::string& plain) {
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3));
    return packed;
}

std::string sample(const std::string& name) {
    return test_support::read_file(std::string(TEST_DATA_DIR) + "/github/" + name);
}

/// NDJSON as one JSON array, or each record as an indented object.
std::string as_array(const std::string& ndjson) {
    std::string array;
    std::istringstream lines{ndjson};
    for (std::string line; std::getline(lines, line);) array += (array.empty() ? "[\n  " : ",\n  ") + line;
    return array + "\n]\n";
}

class Import : public sync_test {
protected:
    std::string file(const std::string& name, const std::string& bytes) {
        test_support::write_file(directory / name, bytes);
        return (directory / name).string();
    }
    outcome import(const arguments& files, const arguments& more = {}) {
        return run(with(with({"import", "--as-of", day(0), "--scope", "organization/octo-org"}, more), files));
    }
    std::string exported(const std::string& dataset, int from_days_ago, int to_days_ago) {
        datasets = {dataset};
        const outcome result =
            run({"export", "--format", "ndjson", "--from", day(from_days_ago), "--to", day(to_days_ago)});
        EXPECT_EQ(result.code(), code_of_export(result)) << result.ended.err;
        return result.ended.out;
    }
    /// The report that the simulator has of that day.
    std::string served(int days_ago) {
        return test_support::download_report(simulator().api_url(),
                                             "/orgs/octo-org/copilot/metrics/reports/users-1-day?day=" + day(days_ago));
    }
    void expect_words(const outcome& result, const std::vector<std::string>& words) {
        for (const std::string& word : words)
            EXPECT_NE((result.ended.out + result.ended.err).find(word), std::string::npos)
                << word << "\n"
                << result.ended.out << result.ended.err;
    }
    bool is_final(int days_ago) { return status(day(days_ago)).is_final; }
};

TEST_P(Import, EveryFormAndPackingGivesTheSameTables) {
    start_simulator();
    const std::string records = served(8) + served(9) + served(10);
    std::optional<test_support::table_dump> first;
    struct form {
        const char* name;
        std::string bytes;
    };
    for (const form& one :
         {form{"plain.ndjson", records}, form{"packed.ndjson.gz", gzipped(records)},
          form{"packed.ndjson.zst", zstd_packed(records)},
          form{"two.gz", gzipped(served(8)) + gzipped(served(9) + served(10))}, form{"array.json", as_array(records)},
          form{"array.json.gz", gzipped(as_array(records))}, form{"without-an-ending", records}}) {
        const auto kept = use_new_database();
        const outcome result = import({file(one.name, one.bytes)});
        ASSERT_EQ(result.code(), 0) << one.name << result.ended.out << result.ended.err;
        EXPECT_EQ(records_of(exported("users", 10, 8)), records_of(records)) << one.name;
        const auto tables = dump_tables(database());
        if (!first) first = tables;
        EXPECT_EQ(difference(*first, tables), "") << one.name;
    }
    for (const std::string& bytes : {records, gzipped(records), zstd_packed(records)}) {
        const auto kept = use_new_database();
        input = bytes;
        const outcome result = import({"-"});
        ASSERT_EQ(result.code(), 0) << result.ended.out << result.ended.err;
        EXPECT_EQ(difference(*first, dump_tables(database())), "") << "stdin";
    }
}

TEST_P(Import, TheDaysOfManyFilesAreLoadedOnceEach) {
    start_simulator();
    const std::string one = served(8), two = served(9);
    const std::size_t half = one.find('\n', one.size() / 2) + 1;
    const outcome result = import({file("a", one.substr(0, half)), file("b.gz", gzipped(two + one.substr(half)))});
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(records_of(exported("users", 9, 8)), records_of(one + two));
    EXPECT_EQ(rows("sync_status"), 2);
    EXPECT_EQ(rows("restatements"), 0) << "a day in two files is one day";
}

TEST_P(Import, ASingleObjectIsADay) {
    const std::string record =
        sample("organization-1-day.ndjson").substr(0, sample("organization-1-day.ndjson").find('\n'));
    const json_value expected = parse_json(record);
    ASSERT_EQ(import({file("one.json", record)}).code(), 0);
    EXPECT_EQ(rows("copilot_metrics_daily"), 1);
    EXPECT_EQ(database().value("SELECT dataset FROM sync_status"), "totals");
    datasets = {"totals"};
    const outcome back =
        run({"export", "--format", "ndjson", "--from", expected.at("day").text, "--to", expected.at("day").text});
    EXPECT_EQ(parse_json(back.ended.out), expected);
}

TEST_P(Import, AUsersExportOf28DaysIsOneSliceADay) {
    const std::string records = sample("users-28-day.organization.ndjson");
    const outcome result = import({file("users-28-day.ndjson", records)});
    ASSERT_EQ(result.code(), 0) << result.ended.out << result.ended.err;
    EXPECT_EQ(rows("sync_status"), 6) << "only the days that have records";
    EXPECT_EQ(rows("copilot_user_metrics_daily"), 10);
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_status WHERE status = 'completed' AND is_final"), 0);
    EXPECT_EQ(database().value("SELECT min(since) FROM sync_targets"), day(28)) << "as far as a first plan would reach";
    EXPECT_EQ(records_of(exported("users", 30, 1)), records_of(records)) << "the window of each record included";
    expect_words(result, {"6 days: 6 loaded"});
}

TEST_P(Import, AWrapperOf28DaysGivesItsDays) {
    const json_value wrapper = parse_json(sample("organization-28-day.ndjson"));
    const auto& days = wrapper.at("day_totals").elements;
    ASSERT_GE(days.size(), 10u);
    const outcome result = import({file("organization-28-day.json", sample("organization-28-day.ndjson"))});
    ASSERT_EQ(result.code(), 0) << result.ended.out << result.ended.err;
    EXPECT_EQ(rows("copilot_metrics_daily"), static_cast<std::int64_t>(days.size()));
    std::istringstream lines{exported("totals", 30, 1)};
    std::map<std::string, json_value> back;
    for (std::string line; std::getline(lines, line);) {
        const json_value record = parse_json(line);
        back[record.at("day").text] = record;
    }
    EXPECT_EQ(back.size(), days.size());
    for (const json_value& one : days) EXPECT_EQ(back[one.at("day").text], one) << one.at("day").text;
}

TEST_P(Import, ImportedDaysAreNotFinalAndTheNextSyncReadsThem) {
    start_simulator();
    environment["SYNC_BACKFILL_DAYS"] = "12";
    ASSERT_EQ(import({file("a", served(10) + served(2))}).code(), 0);
    EXPECT_EQ(status(day(10)).status, "completed");
    EXPECT_FALSE(is_final(10)) << "however old it is";
    const outcome plan = run({"plan", "--as-of", day(0)});
    EXPECT_NE(plan.ended.out.find(day(10) + "  loaded, not yet final"), std::string::npos) << plan.ended.out;
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.slices("unchanged"), 2) << "the very same records";
    EXPECT_TRUE(is_final(10));
    EXPECT_FALSE(is_final(2));
    EXPECT_EQ(rows("restatements"), 0);
}

TEST_P(Import, OldDaysMakeNoGapsOfThoseBesideThem) {
    start_simulator();
    environment["SYNC_BACKFILL_DAYS"] = "5";
    const auto users_on = [this](int days_ago) {
        return R"({"day":")" + day(days_ago) + R"(","user_id":7,"user_login":"old"})" "\n";
    };
    ASSERT_EQ(import({file("old", users_on(400) + users_on(200))}).code(), 0);
    const outcome first = sync();
    EXPECT_EQ(first.code(), 0) << first.ended.err;
    EXPECT_EQ(first.slices("planned"), 6) << "five days, and the imported one that the vendor still has";
    EXPECT_EQ(database().value("SELECT min(since) FROM sync_targets WHERE dataset = 'users'"), day(5));
    ASSERT_EQ(import({file("older", users_on(100))}).code(), 0);
    EXPECT_EQ(database().value("SELECT min(since) FROM sync_targets WHERE dataset = 'users'"), day(5));
    EXPECT_EQ(sync().code(), 0);
}

TEST_P(Import, AFinalDayStandsUnlessItIsForced) {
    start_simulator();
    environment["SYNC_BACKFILL_DAYS"] = "12";
    ASSERT_EQ(sync().code(), 0);
    ASSERT_TRUE(is_final(10));
    const auto before = dump_tables(database());
    set_script({"revision=1"});
    const std::string other = served(10) + served(2);
    const std::string path = file("other.ndjson", other);
    const outcome kept = import({path});
    EXPECT_EQ(kept.code(), 0) << kept.ended.err;
    expect_words(kept, {"kept", "--force", "1 kept because final"});
    EXPECT_TRUE(is_final(10));
    EXPECT_EQ(records_of(exported("users", 2, 2)), records_of(served(2))) << "a day that is not final is replaced";

    const outcome forced = import({path}, {"--force"});
    EXPECT_EQ(forced.code(), 0) << forced.ended.err;
    EXPECT_EQ(records_of(exported("users", 10, 10)), records_of(served(10)));
    EXPECT_FALSE(is_final(10));
    EXPECT_EQ(database().number("SELECT count(*) FROM restatements WHERE metrics_date = '" + day(10) + "'"), 1);
    set_script({});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(records_of(exported("users", 10, 10)), records_of(served(10))) << "the vendor has the last word";
    EXPECT_FALSE(is_final(10)) << "this very read changed it";
    ASSERT_EQ(sync().code(), 0);
    EXPECT_TRUE(is_final(10));
}

TEST_P(Import, ADamagedFileLoadsNothingAtAll) {
    const auto migrated = use_new_database(test_support::database_role::owner);  // one without tables
    start_simulator();
    const std::string records = served(8) + served(9), gzip = gzipped(records), zstd = zstd_packed(records);
    std::string broken = gzip;
    for (std::size_t i = gzip.size() / 2; i < gzip.size() / 2 + 50; ++i) broken[i] = static_cast<char>(~broken[i]);
    struct damage {
        const char* name;
        std::string bytes;
    };
    for (const damage& one :
         {damage{"cut.gz", gzip.substr(0, gzip.size() - 100)}, damage{"cut.zst", zstd.substr(0, zstd.size() - 100)},
          damage{"broken.gz", broken}, damage{"tail.gz", gzip + "and something else"}}) {
        const outcome result = import({file("good.ndjson", served(10)), file(one.name, one.bytes)});
        EXPECT_EQ(result.code(), 7) << one.name << result.ended.err;
        expect_words(result, {one.name, "nothing was loaded"});
    }
    if (on_postgres() || std::filesystem::exists(database().url().substr(7))) {
        EXPECT_EQ(database().number(on_postgres() ? "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
                                                  : "SELECT count(*) FROM sqlite_master"),
                  0);
    }
}

TEST_P(Import, IntoASourceOfAugmentIsRefused) {
    start_simulator();
    test_support::write_file(directory / "both.yaml",
                             "sources:\n  - {name: github, type: github_copilot, token: t, organizations: [octo-org]}\n"
                             "  - {name: augment, type: augment, token: a, organization: acme}\n");
    const std::string config = (directory / "both.yaml").string(), records = file("day.ndjson", served(8));
    const outcome refused = import({records}, {"--source", "augment", "--config", config});
    EXPECT_EQ(refused.code(), 2) << refused.ended.out;
    expect_words(refused, {"augment", "--source"});
    EXPECT_EQ(import({records}, {"--source", "github", "--config", config}).code(), 0);
}

TEST_P(Import, WhatIsNoFileIsExitTwoAndNamed) {
    start_simulator();
    const std::string good = file("good.ndjson", served(8));
    for (const std::string& path : {(directory / "missing.ndjson").string(), directory.path().string()}) {
        const outcome result = import({good, path});
        EXPECT_EQ(result.code(), 2) << result.ended.err;
        expect_words(result, {path, "check the path"});
    }
    const outcome empty = import({file("empty.ndjson", "")});
    EXPECT_EQ(empty.code(), 7) << empty.ended.err;
    expect_words(empty, {"no record"});
    const outcome other = import({file("notes.txt", "these are my notes\nand more of them\n")});
    EXPECT_TRUE(other.code() == 2 || other.code() == 7) << other.ended.err;
    expect_words(other, {"notes.txt:1"});
    EXPECT_EQ(run({"import", good}).code(), 2) << "of which scope?";
    const outcome nobody = run({"import", "--scope", "octo-nobody", good});
    EXPECT_EQ(nobody.code(), 2);
    expect_words(nobody, {"organization/octo-nobody", "enterprise/octo-nobody"});
    ASSERT_EQ(import({good}).code(), 0);
    EXPECT_EQ(run({"import", "--scope", "octo-org", good}).code(), 0) << "the database knows that one by now";
    EXPECT_EQ(rows("sync_status"), 1);
}

TEST_P(Import, RecordsWithoutAUsableDayAreNamedWithTheirLine) {
    start_simulator();
    std::string records = served(8);
    const auto lines = std::count(records.begin(), records.end(), '\n');
    records += "{\"user_id\":1,\"day\":\"" + day(0) + "\"}\n";  // not over yet
    const outcome result = import({file("some.ndjson", records)});
    EXPECT_EQ(result.code(), 7) << result.ended.err;
    expect_words(result, {"some.ndjson:" + std::to_string(lines + 1), day(0), "not over"});
    EXPECT_EQ(records_of(exported("users", 8, 8)), records_of(served(8))) << "one of a hundred may be set aside";
}

TEST_P(Import, NeedsNoCredential) {
    start_simulator();
    const std::string path = file("a.ndjson", served(8));
    environment.erase("GITHUB_TOKEN");
    environment.erase("GITHUB_ORG");
    EXPECT_EQ(import({path}).code(), 0);
}

ON_BOTH_ENGINES(Import);

}  // namespace
