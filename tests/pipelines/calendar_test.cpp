#include "pipelines/calendar.hpp"

#include <gtest/gtest.h>

#include "tests/pipelines/state_builder.hpp"

namespace pipelines::testing {
namespace {

std::string drawn(const schema::target_state& target, bool coloured = false) {
    return render_calendar(mark_days(target, today), coloured);
}

/// One of each within the four weeks before Saturday 2026-11-21.
schema::target_state mixed() {
    schema::target_state target = since(24);  // a Wednesday
    target.final_days = {{today - 24, today - 11}};
    target.open_days[today - 10] = row(slice_status::no_data);
    target.open_days[today - 9] = row(slice_status::failed, "server_error");
    target.open_days[today - 8] = row(slice_status::in_progress);
    target.open_days[today - 6] = final_row("unreachable");
    target.open_days[today - 5] = loaded_row();
    target.open_days[today - 4] = loaded_row("unreachable");
    target.open_days[today - 3] = loaded_row();
    target.open_days[today - 2] = loaded_row();
    target.open_days[today - 1] = row(slice_status::pending, "not_published");
    return target;
}

TEST(Calendar, DrawsAWeekAColumnAndADayACharacter) {
    EXPECT_EQ(drawn(mixed()),
              "    Nov\n"
              "Mon  ##+\n"
              "Tue  ##+\n"
              "Wed ##.+\n"
              "Thu ##X+\n"
              "Fri ##?~\n"
              "Sat ##?\n"
              "Sun ###\n");
}

TEST(Calendar, ColoursSwitchOnlyWhereTheDayIsAnother) {
    const std::string text = drawn(mixed(), true);
    EXPECT_NE(text.find("Wed \x1b[0;32m##\x1b[0;90m.\x1b[0;36m+\x1b[0m\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Thu \x1b[0;32m##\x1b[0;1;31mX\x1b[0;36m+\x1b[0m\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Sun \x1b[0;32m###\x1b[0m\n"), std::string::npos) << text;
}

TEST(Calendar, WithoutColoursHasNoEscapes) {
    EXPECT_EQ(drawn(mixed()).find('\x1b'), std::string::npos);
    EXPECT_EQ(render_legend(false).find('\x1b'), std::string::npos);
    EXPECT_EQ(render_legend(false), "# final  + provisional  ~ not published yet  . no data  X failed  ? not read\n");
}

TEST(Calendar, NamesEveryMonthOfAYear) {
    schema::target_state target = since(365);
    target.final_days = {{today - 365, today - 1}};
    const std::string text = drawn(target);
    EXPECT_EQ(text.substr(0, text.find('\n')), "      Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov") << text;
    std::size_t longest = 0, line = 0;
    for (std::size_t end; (end = text.find('\n', line)) != text.npos; line = end + 1)
        longest = std::max(longest, end - line);
    EXPECT_EQ(longest, 4u + 53u);
}

TEST(Calendar, ShowsTheNewestWeeksOfALongTarget) {
    schema::target_state target = since(1000);
    target.final_days = {{today - 1000, today - 1}};
    const day_marks days = mark_days(target, today);
    EXPECT_EQ(days.marks.size(), 52u * 7u + 5u) << "up to yesterday, a Friday";
    EXPECT_EQ(days.first + static_cast<int>(days.marks.size()) - 1, today - 1);
    EXPECT_EQ(mark_days(target, today, 2).marks.size(), 7u + 5u);
}

TEST(Calendar, OneDayAndNoDay) {
    EXPECT_EQ(drawn(since(1)), "    Nov\nMon\nTue\nWed\nThu\nFri ?\nSat\nSun\n");
    EXPECT_EQ(drawn(since(0)), "");
    EXPECT_EQ(mark_days(since(0), today), day_marks{});
}

TEST(Calendar, ASnapshotIsOnlyWhereItWasTaken) {
    schema::target_state target = since(5);
    target.target.dataset = schema::dataset::seats;
    target.open_days[today] = loaded_row();
    target.open_days[today - 2] = row(slice_status::failed, "missed_snapshot");
    EXPECT_EQ(drawn(target), "    Nov\nMon\nTue\nWed\nThu X\nFri\nSat +\nSun\n");
}

TEST(Calendar, ColoursAreForTerminalsWhoseUsersWantThem) {
    struct row_of {
        bool terminal;
        const char* no_color;
        const char* term;
        bool expected;
    };
    for (const row_of& one : {row_of{true, nullptr, "xterm-256color", true}, row_of{true, "", "xterm", true},
                              row_of{true, "1", "xterm", false}, row_of{true, nullptr, "dumb", false},
                              row_of{true, nullptr, nullptr, false}, row_of{true, nullptr, "", false},
                              row_of{false, nullptr, "xterm", false}})
        EXPECT_EQ(wants_colour(one.terminal, one.no_color, one.term), one.expected)
            << one.terminal << (one.no_color ? one.no_color : "-") << (one.term ? one.term : "-");
}

}  // namespace
}  // namespace pipelines::testing
