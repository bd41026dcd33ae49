/// What a run asks of the catalog when it decides which inputs still need work.
struct ResumeRules: Sendable {
    /// The folder that the paths of bundles and documents are relative to.
    var outputFolder: String
    /// SHA-256 of the run's effective configuration.
    var configSHA256: String
    /// Every input is worked on again.
    var force: Bool
    /// Inputs that failed for good are worked on again.
    var retryFailed: Bool
    /// An input is done only if its source still has the SHA-256 that it had: every source is read.
    var verifySources: Bool
    /// Where outputs lie.
    var layout: any DatasetLayout

    /// Rules of a run; `layout` nil: `tree`.
    init(
        outputFolder: String, configSHA256: String, force: Bool = false, retryFailed: Bool = false,
        verifySources: Bool = false, layout: (any DatasetLayout)? = nil
    ) {
        self.outputFolder = outputFolder
        self.configSHA256 = configSHA256
        self.force = force
        self.retryFailed = retryFailed
        self.verifySources = verifySources
        self.layout = layout ?? TreeLayout(folder: outputFolder)
    }
}
