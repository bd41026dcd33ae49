/// Where workers take their jobs and leave what became of them.
protocol JobBoard: AnyObject, Sendable {
    /// The next job; nil if there is none left or the run was stopped. May wait for a job whose next attempt is due.
    func next() async -> VideoJob?

    /// What a worker tells of a job on the way.
    func note(_ event: JobEvent, of job: VideoJob) async

    /// The end of an attempt.
    func finish(_ job: VideoJob, _ outcome: JobOutcome) async
}

/// What is known of a job while it is worked on.
enum JobEvent: Sendable, Codable, Equatable {
    /// A stage begins.
    case stage(IngestStage)
    /// The index pass has found the duration of the recording.
    case duration(seconds: Double)
}

/// Workers that take jobs from a board until there are none.
protocol Crew: Sendable {
    /// Works until `board.next()` has answered nil to every worker.
    ///
    /// - Throws: if workers cannot be started at all.
    func work(on board: any JobBoard) async throws

    /// Asks the workers to give up the videos at hand; those attempts end as `.interrupted`.
    func stop()
}
