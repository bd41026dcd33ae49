import ArgumentParser
import Dispatch
import OmniZipIngest

/// Where the program begins.
@main
enum Program {
    static func main() {
        // A worker binds its one thread to a sandbox before there are others: tasks would bring them.
        guard CommandLine.arguments.dropFirst().first != WorkerCommand.configuration.commandName else {
            return WorkerCommand.main(Array(CommandLine.arguments.dropFirst(2)))
        }
        Task { @MainActor in
            await OmniZipCommand.main()
            OmniZipCommand.exit()
        }
        dispatchMain()
    }
}

/// The program: subcommands only.
struct OmniZipCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "omnizip",
        abstract: "Turns folders of raw video into compressed audio-video token bundles.",
        discussion: """
            Decodes with FFmpeg's libraries, makes audio and video tokens without weights, prunes them with OmniZip \
            (arXiv 2511.14582) and writes one bundle a video: the pruning plan (masks, positions, merges) and the kept \
            tokens. Weight-free tokens are not in a model's input space; what transfers to a model is the plan.

            Exit codes: 0 all done; 1 some videos failed (see failures.jsonl); 64 wrong usage or configuration; \
            65 the one input cannot be used; 75 a transient fault, try again; 130 or 143 interrupted.
            """,
        version: ProgramVersion.current,
        subcommands: [
            RunCommand.self, PreviewCommand.self, StatusCommand.self, InspectCommand.self, VerifyCommand.self,
            MergeCommand.self,
            ProbeCommand.self, CompressCommand.self, WorkerCommand.self,
        ])
}
