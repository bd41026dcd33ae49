import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipIngest
import OmniZipPreview

/// Says what would be kept of the videos named on the command line, compresses them with the libraries alone, prints what
/// was kept of each, and reads the bundle back.
///
///     swift run swift-client OUTPUT-FOLDER VIDEO...
@main
struct SwiftClient {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map { URL(fileURLWithPath: $0) }
        guard let output = arguments.first, arguments.count > 1 else {
            FileHandle.standardError.write(Data("usage: swift-client OUTPUT-FOLDER VIDEO...\n".utf8))
            exit(64)
        }
        var configuration = BatchConfiguration(outputDirectory: output)
        configuration.ingest.compression = CompressionParameters(rhoAudio: 0.4, rhoVideo: 0.7)

        try preview(Array(arguments.dropFirst()), configuration.ingest)
        var hasFailed = false
        for try await result in Ingestor(configuration).results(for: Array(arguments.dropFirst())) {
            switch result.outcome {
            case .done(let video):
                let reader = try BundleReader(path: output.appendingPathComponent(video.line.bundle.path).path)
                try report(video.line, reader)
            case .failed(let failure):
                hasFailed = true
                print("\(failure.path): \(failure.message)")
            case .skipped(let reason):
                print("\(result.name): skipped, \(reason)")
            }
        }
        exit(hasFailed ? 1 : 0)
    }

    /// A plan takes a few percent of a decode, and its counts are those of the bundle.
    private static func preview(_ videos: [URL], _ configuration: IngestConfiguration) throws {
        var options = PreviewOptions()
        options.planOnly = true
        let previewer = try Previewer(configuration: configuration, options: options)
        for video in videos {
            let report = try previewer.preview(path: video.path, name: video.lastPathComponent).report
            let share =
                report.chosen.cost.totalShare.map { "\(Int(($0 * 100).rounded())) % of the FLOPs" } ?? "no tokens"
            print("\(report.source.name): would keep \(report.chosen.block.kept) tokens, \(share)")
        }
    }

    private static func report(_ line: ManifestLine, _ reader: BundleReader) throws {
        let tokens: TokenMatrix = try reader.tokens()
        print("\(line.path): \(line.video.kept) of \(line.video.total) video tokens kept,", terminator: " ")
        print("\(line.audio.kept) of \(line.audio.total) audio tokens;", terminator: " ")
        print("the bundle holds \(tokens.rows) rows of \(tokens.columns) in \(reader.bundle.windows.count) windows")
    }
}
