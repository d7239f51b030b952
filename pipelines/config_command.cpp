#include <iostream>

#include "config/config_show.hpp"
#include "pipelines/commands.hpp"

namespace pipelines {

exit_code run_config_show(const command_context& context) {
    std::cout << config::show_settings(context.settings) << std::flush;
    return exit_code::complete;
}

}  // namespace pipelines
