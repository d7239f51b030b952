#include "connectors/http/content_coding.hpp"

#include "schema/scope.hpp"

namespace connectors {

std::string content_coding(const http_headers& headers) {
    const std::string coding = schema::lower_case(headers.find("Content-Encoding").value_or(""));
    if (coding.empty()) return "identity";
    return coding == "x-gzip" ? "gzip" : coding;
}

void judge_coding(const gzip_decoder& decoder, http_result& got) {
    if (decoder.whole()) return;
    got.failure = http_failure::cut;
    got.detail = decoder.error().empty() ? "its gzip data ends too early" : decoder.error();
}

}  // namespace connectors
