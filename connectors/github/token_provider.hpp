#pragma once
// Where the API's token comes from: given once and for all, or made by a GitHub App for each installation.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/http/http_client.hpp"
#include "connectors/http/retry.hpp"
#include "connectors/report_source.hpp"
#include "schema/scope.hpp"

namespace connectors {

/// What a provider may need to ask the API itself.
struct token_call {
    http_client& client;
    const url& api;
    const retry_policy& retry;
    std::chrono::milliseconds timeout;  ///< of a call as a whole
    const fetch_limits& limits;
    fetch_outcome& outcome;  ///< counts requests; takes the failure
};

/// One at a time calls `token_for` and `renew` (it is its turn); `scrubbed` may come from any thread.
class token_provider {
public:
    virtual ~token_provider() = default;
    /// The token for calls about the scope; nullopt: the outcome says why there is none. May block for its own calls.
    virtual std::optional<std::string> token_for(const schema::scope& scope, const token_call& call) = 0;
    /// The API answered 401 to this token. True: it is forgotten, `token_for` gets another one.
    virtual bool renew(const schema::scope& scope, std::string_view refused) = 0;
    /// `text` with every token replaced that was ever given out.
    virtual std::string scrubbed(std::string text) const = 0;
};

/// `text` with every occurrence of `secret` replaced by `[token]`.
std::string without_secret(std::string text, std::string_view secret);

}  // namespace connectors
