import Foundation

/// What the parent tells a worker: one message a line.
enum ParentMessage: Sendable, Codable, Equatable {
    /// The first message.
    case setup(WorkerSetup)
    /// A video to do; the next one comes when this one is finished.
    case job(VideoJob)
}

/// What a worker tells its parent: one message a line.
enum WorkerMessage: Sendable, Codable, Equatable {
    /// The answer to the setup: limits hold, jobs may come.
    case hello(WorkerHello)
    /// The setup cannot be used, and never will be.
    case refused(reason: String)
    /// The job was read and is begun.
    case started
    /// Something became known of the job.
    case event(JobEvent)
    /// The job has ended; with the bytes that the process then holds in memory.
    case finished(JobOutcome, residentBytes: Int)
}

/// All that a worker must know besides its jobs.
struct WorkerSetup: Sendable, Codable, Equatable {
    /// Changes with the messages: parent and worker must be of one build.
    static let currentVersion = 1

    var version = WorkerSetup.currentVersion
    var programVersion = ProgramVersion.current
    var configuration: IngestConfiguration
    var limits: WorkerLimits
    /// Nil leaves every file open to the worker.
    var sandbox: Sandbox?

    /// Whether this build speaks with the one that sent the setup.
    var isSpoken: Bool { version == Self.currentVersion && programVersion == ProgramVersion.current }
}

/// What a worker says of itself.
struct WorkerHello: Sendable, Codable, Equatable {
    /// Version of the kernel's Landlock that binds the worker; nil where the kernel has none or no sandbox was asked for.
    var landlockVersion: Int?
}

/// One message as a line of JSON.
enum MessageLine {
    /// Longer lines are no messages.
    static let maximumBytes = 1 << 20

    /// The line with its end.
    static func bytes(_ message: some Encodable) throws -> [UInt8] {
        Array(try JSONEncoder().encode(message)) + [UInt8(ascii: "\n")]
    }

    /// The message of a line without its end; nil if it is none.
    static func message<Message: Decodable>(_ type: Message.Type, _ line: [UInt8]) -> Message? {
        try? JSONDecoder().decode(type, from: Data(line))
    }
}
