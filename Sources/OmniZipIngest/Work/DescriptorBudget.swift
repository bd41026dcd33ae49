import Foundation

/// Whether this process may open the descriptors that its workers need.
///
/// What runs out of them half-way through starting a process cannot always give back what it had opened, so that this is
/// asked before.
enum DescriptorBudget {
    /// Pipes at both ends while a worker is started, and what watches its end.
    static let perWorker = 10

    /// Takes all that the system allows, and checks that it is enough for `workers`.
    ///
    /// - Throws: `WorkerError` with both numbers.
    static func require(workers: Int, program: String) throws(WorkerError) {
        #if os(Linux)
            let number = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let number = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(number, &limit) == 0 else { return }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            _ = setrlimit(number, &limit)
            _ = getrlimit(number, &limit)
        }
        let needed = openCount + workers * perWorker
        guard limit.rlim_cur < rlim_t(needed) else { return }
        throw WorkerError(
            program: program,
            cause:
                "\(String(cString: strerror(EMFILE))): \(workers) workers need \(needed) descriptors, and the limit is "
                + "\(limit.rlim_cur)",
            remedy: "raise the limit (ulimit -n), or lower --jobs")
    }

    /// Descriptors that are open now; where the system does not tell, as many as a program like this has.
    private static var openCount: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 20
    }
}
