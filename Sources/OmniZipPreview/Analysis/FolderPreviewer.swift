import Dispatch
import OmniZipBundle
import OmniZipIngest
import OmniZipMedia

/// Previews many videos: a line each, and, where wanted, a page each.
public struct FolderPreviewer: Sendable {
    /// Called when a video was looked at, in any order: its number among the inputs from 0, and its preview. Returns the
    /// address of its page relative to the overview; nil if it has none.
    public typealias Keep = @Sendable (_ number: Int, _ preview: Preview) throws -> String?

    private let previewer: Previewer
    private let jobs: Int

    /// A previewer of `jobs` videos at a time.
    public init(_ previewer: Previewer, jobs: Int) {
        self.previewer = previewer
        self.jobs = max(1, jobs)
    }

    private enum Outcome: Sendable {
        case video(FolderReport.Video)
        case failed(FailureLine)
        case skipped
    }

    /// The report of everything that `sources` names.
    ///
    /// - Parameters:
    ///   - order: of its lines.
    ///   - shouldStop: Asked between videos, windows and blocks of sound; true ends the work with `CancellationError`.
    ///   - keep: Takes each preview, to write its page.
    ///   - progress: Told of how many inputs are finished.
    /// - Throws: `ConfigurationError` for inputs that cannot be used; what `keep` throws.
    public func report(
        of sources: InputSources, order: FolderOrder = .name, shouldStop: @escaping @Sendable () -> Bool = { false },
        keep: @escaping Keep = { _, _ in nil }, progress: (Int) -> Void = { _ in }
    ) async throws -> FolderReport {
        let scanner = try InputScanner(sources, shouldStop: shouldStop)
        var outcomes: [(number: Int, outcome: Outcome)] = []
        try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            var started = 0
            func start() throws {
                guard let input = try scanner.next() else { return }
                let number = started
                group.addTask { (number, try await onThread { try look(at: input, number, shouldStop, keep) }) }
                started += 1
            }
            for _ in 0..<jobs { try start() }
            while let outcome = try await group.next() {
                outcomes.append(outcome)
                progress(outcomes.count)
                if shouldStop() { throw CancellationError() }
                try start()
            }
        }
        return report(outcomes.sorted { $0.number < $1.number }.map(\.outcome), order)
    }

    /// Runs `body` on a thread of the previewer's own: decoding would keep the threads that all tasks share.
    private func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Self.queue.async { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }

    private static let queue = DispatchQueue(label: "omnizip.preview", attributes: .concurrent)

    private func report(_ outcomes: [Outcome], _ order: FolderOrder) -> FolderReport {
        var videos: [FolderReport.Video] = []
        var failures: [FailureLine] = []
        var skipped = 0
        for outcome in outcomes {
            switch outcome {
            case .video(let video): videos.append(video)
            case .failed(let line): failures.append(line)
            case .skipped: skipped += 1
            }
        }
        return FolderReport(
            generatorVersion: ProgramVersion.current, basis: previewer.options.planOnly ? .plan : .full,
            model: previewer.options.model.rawValue, rhoAudio: previewer.configuration.compression.rhoAudio,
            rhoVideo: previewer.configuration.compression.rhoVideo, maxTokens: previewer.configuration.maxTokens,
            videos: videos, failures: failures,
            skipped: skipped, order: order)
    }

    private func look(
        at input: IngestInput, _ number: Int, _ shouldStop: @Sendable () -> Bool, _ keep: Keep
    ) throws -> Outcome {
        let preview: Preview
        do throws(StagedError) {
            if let problem = input.problem { throw StagedError(stage: .index, underlying: problem) }
            preview = try previewer.preview(
                path: input.path, name: input.name, part: input.part, acceptsStills: input.wasNamed,
                shouldStop: shouldStop)
        } catch {
            if error.underlying is CancellationError { throw CancellationError() }
            if PassedOver.reason(path: input.path, wasNamed: input.wasNamed, error: error.underlying) != nil {
                return .skipped
            }
            return .failed(FailureLine(path: input.name, error: error))
        }
        let page = try keep(number, preview)
        return .video(FolderReport.Video(preview.report, page: page))
    }
}

extension FolderReport {
    /// The overview page: one HTML file that needs nothing else, in UTF-8.
    ///
    /// - Throws: `BundleError` if the report cannot be written as JSON.
    public func page() throws -> [UInt8] { try PageTemplate.folderPage(report: self) }
}
