// What Swift cannot import of Linux: variadic calls, and system calls without a function in the C library.
#pragma once

#ifdef __linux__
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/// Version of the kernel's Landlock, or a negative number where it has none.
static inline long omnizip_landlock_version(void) {
    return syscall(SYS_landlock_create_ruleset, (void *)0, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
}
/// A new rule set that handles these rights to files, networks and other processes, as a file descriptor; -1 and errno
/// where it cannot be made. Kernels that know fewer kinds want zeros in the others.
static inline int omnizip_landlock_rules(
    unsigned long long files, unsigned long long networks, unsigned long long processes) {
    // Older headers declare the first member alone.
    unsigned long long attributes[3] = {files, networks, processes};
    return (int)syscall(SYS_landlock_create_ruleset, attributes, sizeof attributes, 0u);
}
/// Allows `access` beneath the open folder or file `target`.
static inline int omnizip_landlock_allow(int rules, int target, unsigned long long access) {
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = target};
    return (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0u);
}
/// Binds the calling thread, and the threads it starts, to `rules`, for ever.
static inline int omnizip_landlock_restrict(int rules) {
    return (int)syscall(SYS_landlock_restrict_self, rules, 0u);
}
/// No gain of privileges by running a program, for ever.
static inline int omnizip_drop_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
/// No core dumps, and no tracing by processes of the same user.
static inline int omnizip_refuse_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
#endif
