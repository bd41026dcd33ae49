import Foundation
import OmniZipBundle

/// Why a worker did not answer, as a failure of its video. The words are the same for every run.
enum WorkerDeath: Sendable, Equatable {
    /// A signal ended the process.
    case signal(Int32)
    /// The process ended by itself.
    case exit
    /// The process used more memory than it may.
    case memoryLimit(bytes: Int)
    /// The process said what is no message.
    case garbled
    /// The video met its time limit.
    case timeLimit(seconds: Double)

    /// The failure of `job`, which was at `stage`.
    func failure(of job: VideoJob, stage: IngestStage) -> JobFailure {
        JobFailure(
            line: FailureLine(
                path: job.name, failureClass: .transient, stage: stage.rawValue, code: code, message: message,
                hint: hint, attempts: 1),
            fault: isTimeLimit ? .timeLimit : .worker)
    }

    private var isTimeLimit: Bool {
        if case .timeLimit = self { true } else { false }
    }

    private var code: String {
        switch self {
        case .signal(let number): Self.crashes[number] == nil ? "worker_killed" : "worker_crashed"
        case .exit: "worker_killed"
        case .memoryLimit: "memory_limit"
        case .garbled: "worker_garbled"
        case .timeLimit: "time_limit"
        }
    }

    private var message: String {
        switch self {
        case .signal(let number):
            Self.crashes[number].map { "work: the worker process crashed: \($0)" }
                ?? "work: the worker process was ended by \(Self.name(number))"
        case .exit: "work: the worker process ended before the video was done"
        case .memoryLimit(let bytes): "work: needs more than \(bytes >> 20) MiB of memory"
        case .garbled: "work: the worker process wrote what cannot be read"
        case .timeLimit(let seconds): "work: not done within \(Int(seconds)) s"
        }
    }

    private var hint: String {
        switch self {
        case .signal(let number) where Self.crashes[number] != nil:
            "the file is damaged, or needs far more memory than --memory-limit-mib"
        case .signal(SIGKILL): "the system may lack memory: use fewer --jobs"
        case .signal, .exit, .garbled: "run again"
        case .memoryLimit: "raise --memory-limit-mib if the file plays"
        case .timeLimit: "raise --time-limit-seconds if the file plays"
        }
    }

    private static let crashes: [Int32: String] = [
        SIGSEGV: "segmentation fault (SIGSEGV)", SIGBUS: "bus error (SIGBUS)",
        SIGILL: "illegal instruction (SIGILL)", SIGTRAP: "trap (SIGTRAP)", SIGABRT: "abort (SIGABRT)",
        SIGFPE: "arithmetic fault (SIGFPE)", SIGSYS: "forbidden system call (SIGSYS)",
    ]

    private static func name(_ number: Int32) -> String {
        switch number {
        case SIGKILL: "SIGKILL"
        case SIGTERM: "SIGTERM"
        case SIGINT: "SIGINT"
        case SIGHUP: "SIGHUP"
        case SIGXCPU: "SIGXCPU"
        case SIGPIPE: "SIGPIPE"
        default: "signal \(number)"
        }
    }
}
