# Warnings and sanitizers for all our targets; sync_library() declares one folder's static library.
set(SYNC_SANITIZE "" CACHE STRING "comma separated sanitizers, e.g. address,undefined or thread")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(sync_options INTERFACE)
target_compile_options(sync_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  $<$<CXX_COMPILER_ID:GNU>:-Werror>)
target_include_directories(sync_options INTERFACE ${PROJECT_SOURCE_DIR})
target_link_libraries(sync_options INTERFACE Threads::Threads)
if(SYNC_SANITIZE MATCHES thread)
  target_compile_options(sync_options INTERFACE -Wno-tsan)  # g++ cannot follow the fences of Asio
endif()
if(SYNC_SANITIZE)
  target_compile_options(sync_options INTERFACE -fsanitize=${SYNC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(sync_options INTERFACE -fsanitize=${SYNC_SANITIZE})
endif()

# Counters for script/coverage.
option(SYNC_COVERAGE "count executed lines" OFF)
if(SYNC_COVERAGE)
  target_compile_options(sync_options INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(sync_options INTERFACE --coverage)
endif()

# sync_library(<folder> SOURCES ... HEADERS ... PUBLIC ... PRIVATE ...): headers are also compiled alone.
function(sync_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC sync_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
    set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  else()
    message(FATAL_ERROR "sync_library(${name}) needs SOURCES")
  endif()
endfunction()
