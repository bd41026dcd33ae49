import OmniZipBundle
import OmniZipMedia
import Testing

@testable import OmniZipIngest

@Suite struct WorkerMessageTests {
    @Test func whatTheParentSaysIsReadBack() throws {
        let job = VideoJob(
            path: "/in/a \"b\"\n\u{1b}é.mp4", name: "a\n.mp4", part: MediaPart(startSeconds: 0.1, endSeconds: nil),
            outputFolder: "/out", bundlePath: "a.safetensors", documentPath: "a.json", wasNamed: true,
            decoderThreads: 2)
        var configuration = IngestConfiguration()
        configuration.audioLimit = .all
        configuration.compression.rhoVideo = 0.1 + 0.2
        let setup = WorkerSetup(
            configuration: configuration, limits: WorkerLimits(memoryBytes: nil),
            sandbox: Sandbox(readable: ["/in", "."], writable: ["/out"]))
        #expect(setup.isSpoken)
        for message in [ParentMessage.job(job), .setup(setup)] {
            #expect(try Self.roundTrip(message) == message)
        }
    }

    @Test func whatAWorkerSaysIsReadBack() throws {
        let failure = JobFailure(
            line: FailureLine(
                path: "a.mp4", failureClass: .transient, stage: "video", code: "x", message: "m\nm", hint: nil,
                attempts: 1), fault: .timeLimit)
        let messages: [WorkerMessage] = [
            .hello(WorkerHello(landlockVersion: nil)), .hello(WorkerHello(landlockVersion: 7)),
            .refused(reason: "no"), .started, .event(.stage(.publish)), .event(.duration(seconds: 1 / 3)),
            .finished(.failed(failure), residentBytes: 5), .finished(.skipped(reason: "r"), residentBytes: 0),
            .finished(.interrupted, residentBytes: 1),
        ]
        for message in messages { #expect(try Self.roundTrip(message) == message) }
    }

    @Test(arguments: ["", "{}", "null", "{\"finished\":{}}", "[1]", "{\"hello\""])
    func whatIsNoMessageIsNone(text: String) {
        #expect(MessageLine.message(WorkerMessage.self, Array(text.utf8)) == nil)
    }

    @Test func aSetupOfAnotherBuildIsNotSpoken() {
        var setup = WorkerSetup(configuration: IngestConfiguration(), limits: WorkerLimits())
        setup.programVersion = "0.0.0"
        #expect(!setup.isSpoken)
    }

    /// Through a line, as it is sent: exactly one line end, at the end.
    private static func roundTrip<Message: Codable & Equatable>(_ message: Message) throws -> Message {
        let bytes = try MessageLine.bytes(message)
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1 && bytes.last == UInt8(ascii: "\n"))
        return try #require(MessageLine.message(Message.self, Array(bytes.dropLast())))
    }
}
