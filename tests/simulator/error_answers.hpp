#pragma once
// The bodies of refusals, as GitHub's API and Azure's blob storage word theirs (messages are invented where GitHub's
// are not public).

#include <string>
#include <string_view>

#include "tests/simulator/http_message.hpp"

namespace simulator {

/// An API error with the JSON body that belongs to the status; 502 and 503 come as HTML, as from the proxy in front.
/// `kind` chooses the wording of a 403: policy, permission (also when empty), integration, rate_limit,
/// secondary_rate_limit.
http_answer make_api_error(int status, std::string_view kind = {});

/// The same with a message of one's own.
http_answer make_api_message(int status, std::string_view message);

/// An error of Augment's API: `{"error":{"code":..,"message":..}}`; 502 and 503 come as HTML, as from a gateway.
http_answer make_augment_error(int status, std::string_view message = {});

/// A blob host's error: XML with this code, which is also in a header.
http_answer make_blob_error(int status, std::string_view code, std::string_view message);

/// The header `Retry-After`, where the script wants one: in seconds or as a date.
void add_retry_after(http_answer& answer, const answer_changes& wishes);

/// 500 in plain text: the test's own script is wrong.
http_answer make_script_error(std::string_view message);

}  // namespace simulator
