// A CONNECT proxy as networks have it between programs and the internet. Whatever host it is asked for, it leads to
// that port of this machine.
#pragma once

#include "tests/simulator/http_message.hpp"
#include "tests/simulator/world.hpp"

namespace simulator {

/// Answers one request: 407 without the credentials that the command line asks for, 405 to anything but CONNECT, 502
/// where nobody listens and for names that end in .invalid; else 200 and a tunnel.
http_answer answer_proxy(world& shared, const http_request& request);

}  // namespace simulator
