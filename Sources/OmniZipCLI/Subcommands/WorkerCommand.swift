import ArgumentParser
import OmniZipIngest

/// `omnizip worker`: a child process of a run; people never start it.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Do the videos that a run sends (internal).", shouldDisplay: false)

    @Option(help: .hidden)
    var cpuFeatures: String?

    func run() throws {
        try CPUFeatureOption.force(cpuFeatures)
        WorkerLoop().run()
    }
}
