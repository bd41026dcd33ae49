import Foundation
import OmniZipTestSupport
import Synchronization
import Testing

@testable import OmniZipIngest

@Suite struct LocalCrewTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [1, 3])
    func everyJobIsFinishedOnceAfterItsEvents(jobs: Int) async throws {
        try folder.write("no media", to: "in/text.mp4")
        let board = try board(count: 10)
        try await LocalCrew(ingestor: VideoIngestor(configuration: IngestConfiguration()), jobs: jobs).work(on: board)
        #expect(board.told.count == 20)
        for number in 0..<10 {
            #expect(
                board.told.filter { $0.hasPrefix("\(number).") } == ["\(number).mp4 index", "\(number).mp4 failed"])
        }
    }

    @Test func aStoppedCrewGivesUpWhatIsGivenToIt() async throws {
        try FFmpegTool.makeClip(
            folder.url("in.mp4"), seconds: 1, codec: ["-c:v", "mpeg4"], toneSeconds: 1)
        try FileManager.default.createDirectory(at: folder.url("in"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: folder.url("in.mp4"), to: folder.url("in/text.mp4"))
        let crew = LocalCrew(ingestor: try VideoIngestor(configuration: IngestConfiguration()), jobs: 1)
        crew.stop()
        let board = try board(count: 1)
        try await crew.work(on: board)
        #expect(board.told.last == "0.mp4 interrupted")
        #expect(folder.files() == ["in/text.mp4"])
    }

    private func board(count: Int) throws -> TellingBoard {
        TellingBoard(
            (0..<count).map { number in
                VideoJob(
                    path: folder.path("in/text.mp4"), name: "\(number).mp4", outputFolder: folder.path("out"),
                    bundlePath: "\(number).safetensors", documentPath: "\(number).json", wasNamed: true,
                    decoderThreads: 1)
            })
    }
}

/// A board that keeps what it is told, in order.
private final class TellingBoard: JobBoard {
    private let state: Mutex<(jobs: [VideoJob], told: [String])>

    init(_ jobs: [VideoJob]) { state = Mutex((jobs, [])) }

    var told: [String] { state.withLock { $0.told } }

    func next() async -> VideoJob? { state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() } }

    func note(_ event: JobEvent, of job: VideoJob) async {
        if case .stage(let stage) = event { tell("\(job.name) \(stage.rawValue)") }
    }

    func finish(_ job: VideoJob, _ outcome: JobOutcome) async {
        switch outcome {
        case .done: tell("\(job.name) done")
        case .failed: tell("\(job.name) failed")
        case .skipped: tell("\(job.name) skipped")
        case .interrupted: tell("\(job.name) interrupted")
        }
    }

    private func tell(_ line: String) { state.withLock { $0.told.append(line) } }
}
