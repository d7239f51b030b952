// Any bytes as the header Link, one field a line.

#include <simdjson.h>

#include <string>

#include "connectors/github/link_header.hpp"
#include "tests/fuzz/demand.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using fuzz::demand;
    connectors::http_headers headers;
    std::string joined, field;
    const auto end_field = [&] {
        headers.add("Link", field);
        joined += (joined.empty() ? "" : ", ") + field;
        field.clear();
    };
    for (std::size_t i = 0; i < size; ++i)
        if (data[i] == '\n')
            end_field();
        else
            field += static_cast<char>(data[i]);
    end_field();
    const connectors::next_page page = connectors::parse_link_header(headers);
    demand(!page.next || page.error.empty(), "a next page and an error: " + page.error);
    demand(page.error.size() <= 300 && simdjson::validate_utf8(page.error), "an error is no short text");
    if (!page.next) return 0;
    demand(joined.find('<' + *page.next + '>') != std::string::npos, "a target that nobody wrote: " + *page.next);
    // A target that could carry a second header or line into a request must not come out of here.
    demand(page.next->find_first_of("\r\n") == std::string::npos, "a target with a line end");
    return 0;
}
