#include "connectors/archive/archive.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

#include "connectors/archive/archive_draft.hpp"
#include "connectors/archive/archive_path.hpp"
#include "connectors/archive/sha256.hpp"
#include "connectors/files/packed_file.hpp"
#include "recording_sink.hpp"
#include "tests/support/temp_directory.hpp"

namespace connectors {
namespace {

namespace fs = std::filesystem;

const schema::target users{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users};
const schema::slice november{users, {2026, 11, 18}};
const schema::slice earlier{users, {2026, 11, 17}};

using test_support::read_file;
using test_support::recording_sink;
using test_support::write_file;

class Archive : public testing::Test {
protected:
    /// A report of two parts whose records say `word`; committed unless told otherwise.
    archive_note keep(const std::string& word, const schema::slice& slice = november) {
        archive_draft draft{kept, slice.target};
        const archive_note note = fill(draft, word, slice);
        draft.put_in_place(note);
        draft.committed();
        return note;
    }
    static archive_note fill(archive_draft& draft, const std::string& word, const schema::slice& slice = november) {
        for (const std::size_t part : {0u, 1u}) {
            draft.body().begin_part(part);
            draft.body().write("{\"" + word + "\":" + std::to_string(part) + "}\n");
            draft.body().end_part();
        }
        archive_note note{slice, false, schema::time_point{std::chrono::seconds{1'790'000'000}}, 0, 0, 2, "", word};
        draft.complete(note);
        return note;
    }
    std::vector<std::string> parts(const schema::slice& slice = november) {
        recording_sink sink;
        archived_report{kept.file_of(slice), slice}.read(sink);
        return sink.parts;
    }
    /// Names of all files below the archive, hidden ones included.
    std::vector<std::string> names() {
        std::vector<std::string> all;
        for (const auto& entry : fs::recursive_directory_iterator{kept.directory()})
            if (entry.is_regular_file()) all.push_back(entry.path().filename().string());
        std::sort(all.begin(), all.end());
        return all;
    }

    test_support::temp_directory directory;
    archive kept{directory / "raw"};
};

TEST_F(Archive, GivesAReportBackPartByPartWithItsNote) {
    const archive_note written = keep("a");
    EXPECT_EQ(written.parts, 2u);
    EXPECT_EQ(written.bytes, 16u);
    EXPECT_EQ(written.sha256, sha256_hex("{\"a\":0}\n{\"a\":1}\n"));
    EXPECT_EQ(parts(), (std::vector<std::string>{"{\"a\":0}\n", "{\"a\":1}\n"}));
    EXPECT_EQ(archived_report(kept.file_of(november), november).note(), written);
    EXPECT_EQ(kept.file_of(november), directory / "raw/github/organization/octo-org/users/2026-11-18.ndjson.zst");
    EXPECT_EQ(fs::status(kept.file_of(november)).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Archive, OrdinaryZstdReadsTheReportAndPassesOverTheNote) {
    keep("a");
    std::string all;
    read_packed_file(kept.file_of(november).string(), [&all](std::string_view bytes) { all += bytes; });
    EXPECT_EQ(all, "{\"a\":0}\n{\"a\":1}\n");
}

TEST_F(Archive, TheNoteEndsInReadableJson) {
    keep("a");
    const std::string file = read_file(kept.file_of(november));
    EXPECT_NE(
        file.find("{\"format\":1,\"source\":\"github\",\"source_type\":\"github_copilot\",\"scope\":\"organization\",\"scope_identifier\":\"octo-org\","
                  "\"dataset\":\"users\",\"day\":\"2026-11-18\",\"is_final\":false,"
                  "\"read_at\":\"2026-09-21T14:13:20.000000Z\",\"parts\":2,\"bytes\":16,\"records\":2,"),
        std::string::npos)
        << file;
}

TEST_F(Archive, EveryFlippedBitIsNoticedOrChangesNothing) {
    const archive_note written = keep("a");
    const fs::path file = kept.file_of(november);
    const std::string good = read_file(file);
    int harmless = 0;
    for (std::size_t at = 0; at < good.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ (1 << bit));
            write_file(file, bad);
            try {
                recording_sink sink;
                const archived_report report{file, november};
                report.read(sink);
                EXPECT_EQ(report.note(), written) << at;
                EXPECT_EQ(sink.parts, (std::vector<std::string>{"{\"a\":0}\n", "{\"a\":1}\n"})) << at;
                ++harmless;
            } catch (const archive_error& error) {
                EXPECT_TRUE(error.damaged);
                EXPECT_NE(std::string(error.what()).find(file.string()), std::string::npos) << error.what();
            }
        }
    EXPECT_LT(harmless, 32) << "a bit of a frame's header that its reader does not look at";
}

TEST_F(Archive, EveryShorterFileIsDamaged) {
    keep("a");
    const fs::path file = kept.file_of(november);
    const std::string good = read_file(file);
    for (std::size_t size = 0; size < good.size(); ++size) {
        write_file(file, good.substr(0, size));
        EXPECT_THROW((void)parts(), archive_error) << size;
    }
    write_file(file, good.substr(good.size() / 2));
    EXPECT_THROW((void)parts(), archive_error) << "its beginning is missing";
    write_file(file, good + "x");
    EXPECT_THROW((void)parts(), archive_error);
    write_file(file, good + good);
    EXPECT_THROW((void)parts(), archive_error) << "twice the parts of its note";
}

TEST_F(Archive, AFileUnderAnotherDaysNameIsDamaged) {
    keep("a");
    fs::copy_file(kept.file_of(november), kept.file_of(earlier));
    EXPECT_THROW((void)parts(earlier), archive_error);
    EXPECT_FALSE(kept.holds(earlier, "a"));
    EXPECT_TRUE(kept.holds(november, "a"));
    EXPECT_FALSE(kept.holds(november, "b"));
}

TEST_F(Archive, AMissingFileIsNotDamaged) {
    try {
        (void)parts();
        FAIL();
    } catch (const archive_error& error) {
        EXPECT_FALSE(error.damaged);
        EXPECT_NE(std::string(error.what()).find("archive.directory"), std::string::npos) << error.what();
    }
}

TEST_F(Archive, ADraftThatIsGivenUpLeavesNothing) {
    keep("a");
    {
        archive_draft draft{kept, users};
        fill(draft, "b");
        EXPECT_EQ(names().size(), 2u);
    }
    EXPECT_EQ(names(), std::vector<std::string>{"2026-11-18.ndjson.zst"});
    EXPECT_EQ(parts().front(), "{\"a\":0}\n");
}

TEST_F(Archive, WhatWasThereComesBackWhenTheDayIsNotCommitted) {
    keep("a");
    archive_draft draft{kept, users};
    draft.put_in_place(fill(draft, "b"));
    EXPECT_EQ(parts().front(), "{\"b\":0}\n");
    draft.withdraw();
    EXPECT_EQ(parts().front(), "{\"a\":0}\n");
    EXPECT_EQ(names(), std::vector<std::string>{"2026-11-18.ndjson.zst"});

    archive_draft first{kept, users};
    first.put_in_place(fill(first, "c", earlier));
    first.withdraw();
    EXPECT_EQ(names(), std::vector<std::string>{"2026-11-18.ndjson.zst"}) << "nothing was there";
}

TEST_F(Archive, ADraftThatCannotBePutInPlaceLeavesWhatWasThere) {
    keep("a");
    {
        archive_draft draft{kept, users};
        const archive_note note = fill(draft, "b");
        for (const auto& entry : fs::directory_iterator{kept.file_of(november).parent_path()})
            if (entry.path().filename().string().starts_with(".draft-")) fs::remove(entry.path());
        EXPECT_THROW(draft.put_in_place(note), spool_error);
        draft.withdraw();
        draft.committed();  // of the failure
    }
    EXPECT_EQ(parts().front(), "{\"a\":0}\n");
    EXPECT_EQ(names(), std::vector<std::string>{"2026-11-18.ndjson.zst"});
}

TEST_F(Archive, AfterADeathTheReportThatTheDatabaseSpeaksOfIsKept) {
    const auto die_before_commit = [this] {
        keep("a");
        archive_draft draft{kept, users};
        draft.put_in_place(fill(draft, "b"));
    };
    die_before_commit();
    kept.recover(november, "a");
    EXPECT_EQ(parts().front(), "{\"a\":0}\n");
    EXPECT_EQ(names().size(), 1u);
    die_before_commit();
    kept.recover(november, "b");
    EXPECT_EQ(parts().front(), "{\"b\":0}\n");
    EXPECT_EQ(names().size(), 1u);
    die_before_commit();
    kept.recover(november, "");
    EXPECT_EQ(parts().front(), "{\"b\":0}\n") << "the newer of two that nobody speaks of";
    EXPECT_EQ(names().size(), 1u);
}

TEST_F(Archive, ADayThatTurnsOutFinalSaysSoFromThenOn) {
    archive_note note = keep("a");
    kept.mark_final(november);
    note.is_final = true;
    EXPECT_EQ(archived_report(kept.file_of(november), november).note(), note);
    EXPECT_EQ(parts().size(), 2u);
    EXPECT_EQ(names(), std::vector<std::string>{"2026-11-18.ndjson.zst"});
}

TEST_F(Archive, DraftsOfTheDeadAreRemovedAndThoseOfTheLivingAreNot) {
    const fs::path folder = kept.directory() / archive_folder(users);
    fs::create_directories(folder);
    const auto leave = [&folder](const char* name) {
        write_file(folder / name, "x");
        fs::last_write_time(folder / name, fs::file_time_type::clock::now() - std::chrono::hours{2});
    };
    leave(".draft-dead");
    leave(".draft-held");
    write_file(folder / ".draft-young", "x");
    const int held = ::open((folder / ".draft-held").c_str(), O_RDWR);
    ASSERT_EQ(::flock(held, LOCK_EX), 0);
    keep("a");
    EXPECT_TRUE(kept.abandoned_drafts().empty());
    ::close(held);
    EXPECT_EQ(names(), (std::vector<std::string>{".draft-held", ".draft-young", "2026-11-18.ndjson.zst"}));
    leave(".draft-later");
    EXPECT_EQ(kept.abandoned_drafts(), (std::vector<fs::path>{folder / ".draft-held", folder / ".draft-later"}));
}

TEST_F(Archive, ListsItsFilesAndRemovesThem) {
    keep("a");
    keep("b", earlier);
    const schema::slice other{{"git/hub", {schema::scope_kind::enterprise, "octo"}, schema::dataset::seats},
                              {2026, 11, 18}};
    keep("c", other);
    write_file(kept.file_of(november).parent_path() / "notes.txt", "x");
    const auto files = kept.files();
    ASSERT_EQ(files.size(), 3u);
    EXPECT_EQ(files[0].slice, other);
    EXPECT_EQ(files[1].slice, earlier);
    EXPECT_EQ(files[2].slice, november);
    EXPECT_EQ(files[2].file_bytes, fs::file_size(kept.file_of(november)));
    EXPECT_EQ(kept.remove(other), files[0].file_bytes);
    EXPECT_FALSE(fs::exists(kept.directory() / "git%2Fhub"));
    EXPECT_EQ(kept.remove(other), 0u);
    kept.remove(november);
    kept.remove(earlier);
    EXPECT_TRUE(fs::exists(kept.file_of(november).parent_path() / "notes.txt"));
    EXPECT_EQ(kept.files().size(), 0u);
    EXPECT_THROW((void)archive{directory / "nowhere"}.files(), archive_error);
}

TEST_F(Archive, ItsFoldersAreForTheirOwnerAlone) {
    keep("a");
    for (fs::path folder = kept.file_of(november).parent_path(); folder != directory.path();
         folder = folder.parent_path())
        EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all) << folder;
}

TEST_F(Archive, TheFolderOfAFileSystemsOwnIsPassedOver) {
    keep("a");
    const fs::path own = kept.directory() / "lost+found/organization/octo-org/users";
    fs::create_directories(own);
    write_file(own / "2026-11-18.ndjson.zst", "x");
    fs::permissions(kept.directory() / "lost+found", fs::perms::none);
    EXPECT_EQ(kept.files().size(), 1u);
    EXPECT_TRUE(kept.abandoned_drafts().empty());
    fs::permissions(kept.directory() / "lost+found", fs::perms::owner_all);
}

TEST_F(Archive, AFileThatADeathLeftUnderItsOtherNameIsListedAndComesBack) {
    keep("a");
    const auto die_between_two_renames = [this] { fs::rename(kept.file_of(november), previous_of(kept.file_of(november))); };
    die_between_two_renames();
    ASSERT_EQ(kept.files().size(), 1u);
    EXPECT_EQ(kept.files()[0].slice, november);
    EXPECT_EQ(kept.files()[0].file_bytes, fs::file_size(previous_of(kept.file_of(november))));
    for (const char* spoken_of : {"a", "b", ""}) {
        kept.recover(november, spoken_of);
        EXPECT_EQ(parts().front(), "{\"a\":0}\n") << "it is the only one";
        die_between_two_renames();
    }
    const auto size = fs::file_size(previous_of(kept.file_of(november)));
    EXPECT_EQ(kept.remove(november), size);
    EXPECT_TRUE(fs::is_empty(kept.directory()));
}

TEST_F(Archive, BothNamesOfADayAreOneFile) {
    keep("a");
    write_file(previous_of(kept.file_of(november)), "older");
    ASSERT_EQ(kept.files().size(), 1u);
    EXPECT_EQ(kept.files()[0].file_bytes, fs::file_size(kept.file_of(november)));
    kept.remove(november);
    EXPECT_TRUE(fs::is_empty(kept.directory()));
}

TEST(ArchivePath, NoNameLeadsOutOfTheDirectoryAndNoTwoShareAFolder) {
    const std::pair<std::string, std::string> cases[] = {{"github", "github"},
                                                         {"..", "%2E."},
                                                         {"a/b", "a%2Fb"},
                                                         {"/etc", "%2Fetc"},
                                                         {"100%", "100%25"},
                                                         {"a%2Fb", "a%252Fb"},
                                                         {".x", "%2Ex"},
                                                         {"lost+found", "%6Cost+found"},
                                                         {"a.b", "a.b"},
                                                         {std::string("a\nb"), "a%0Ab"},
                                                         {"\xC3\xA9t\xC3\xA9", "\xC3\xA9t\xC3\xA9"},
                                                         {"Octo Org", "Octo Org"}};
    for (const auto& [name, folder] : cases) {
        schema::slice slice = november;
        slice.target.source = name;
        EXPECT_EQ(archive_path(slice), fs::path(folder) / "organization/octo-org/users/2026-11-18.ndjson.zst");
        EXPECT_EQ(parse_archive_path(archive_path(slice)), slice) << name;
    }
}

TEST(ArchivePath, OtherNamesAreNoneOfOurs) {
    for (const char* path :
         {"github/organization/octo-org/users/2026-11-18.ndjson.zst.previous", "github/organization/octo-org/users",
          "github/organization/octo-org/users/.draft-x", "github/team/octo-org/users/2026-11-18.ndjson.zst",
          "github/organization/octo-org/people/2026-11-18.ndjson.zst",
          "github/organization/octo-org/users/2026-02-30.ndjson.zst",
          "a%2fb/organization/o/users/2026-11-18.ndjson.zst", "a%/organization/o/users/2026-11-18.ndjson.zst",
          "x/github/organization/o/users/2026-11-18.ndjson.zst"})
        EXPECT_FALSE(parse_archive_path(path)) << path;
}

}  // namespace
}  // namespace connectors
