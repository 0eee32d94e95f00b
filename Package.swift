// swift-tools-version: 6.2
import PackageDescription

// Which MPI and which HDF5 to build against, as pkg-config names. Use one scratch path per choice:
// objects of two MPI libraries in one build folder link without complaint and crash at run time.
let mpiPackage = Context.environment["SKINDEPTH_MPI"] ?? "ompi-c"
let hdf5Package = Context.environment["SKINDEPTH_HDF5"] ?? "hdf5-serial"

// Which tests to build, as names of targets with commas between them; all if not said. The build
// against a second MPI needs few of them.
let chosenTests = Context.environment["SKINDEPTH_TESTS"]?.split(separator: ",").map(String.init)

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let complex: Target.Dependency = .product(name: "ComplexModule", package: "swift-numerics")
let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")

/// A room of the house: a library target and what it may import.
func room(_ name: String, _ imports: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: settings)
}

func tests(_ name: String, _ imports: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: imports, swiftSettings: settings)
}

let cBorders: [Target] = [
  .systemLibrary(name: "CMPI", pkgConfig: mpiPackage, providers: [.apt(["libopenmpi-dev"])]),
  .systemLibrary(name: "CHDF5", pkgConfig: hdf5Package, providers: [.apt(["libhdf5-dev"])]),
  .systemLibrary(name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"])]),
  .systemLibrary(name: "CLinux"),
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  // Not a library: loops whose instructions are chosen as the program runs, which Swift cannot say.
  .target(name: "CPackedNumbers"),
]

let rooms: [Target] = [
  room("Model", [complex, realModule]),
  room("Kernels", ["CFFTW", complex, realModule]),
  room("Preprocessing", ["Model", "Kernels"]),
  room("Files", ["Model", "CLinux"]),
  room("Spectra", ["Model", "Kernels", complex]),
  room("Selection", ["Model", "Kernels", complex, realModule]),
  room("Estimation", ["Model", "Kernels", complex]),
  room("Formats", ["Model", "Files", "CZlib", "CPackedNumbers", complex]),
  room("HDF5", ["CHDF5", complex]),
  room("Archive", ["Model", "Files", "HDF5", complex]),
  room("Configuration", ["Model"]),
  room("Surveying", ["Model", "Files"]),
  room("Distribution", []),
  room("MessagePassing", ["Distribution", "CMPI"]),
  room("Synthesis", ["Model", "Kernels", complex, realModule]),
  room("Figures", ["Model", complex, realModule]),
  room("Inspection", ["Model", "Kernels", complex, realModule]),
  room(
    "Pipeline",
    ["Model", "Preprocessing", "Spectra", "Selection", "Estimation", "Distribution", complex]),
]

let testTargets: [Target] = [
  .target(
    name: "TestSupport",
    dependencies: [
      "Model", "Kernels", "Spectra", "Selection", "Estimation", "Configuration", "Distribution",
      "Pipeline",
      "Synthesis", complex,
    ], path: "Tests/TestSupport", swiftSettings: settings),
  tests(
    "PipelineTests",
    [
      "TestSupport", "Pipeline", "Model", "Spectra", "Selection", "Estimation", "Distribution",
      "Synthesis", "Configuration", "Kernels", complex,
    ]),
  tests("PreprocessingTests", ["TestSupport", "Preprocessing", "Kernels", "Model"]),
  tests("KernelsTests", ["TestSupport", "Kernels", complex, realModule]),
  tests("SpectraTests", ["TestSupport", "Spectra", "Kernels", "Model", complex, realModule]),
  tests("SelectionTests", ["TestSupport", "Selection", "Model", complex, realModule]),
  tests(
    "EstimationTests",
    ["TestSupport", "Estimation", "Pipeline", "Model", "Kernels", complex, realModule]),
  tests(
    "CommandTests",
    ["skindepth", "FormatSamples", "HDF5TestSupport", "Archive", "HDF5", "Model", complex]),
  .target(
    name: "HDF5TestSupport", path: "Tests/HDF5TestSupport", swiftSettings: settings),
  tests("HDF5Tests", ["HDF5TestSupport", "HDF5", complex]),
  tests("ArchiveTests", ["HDF5TestSupport", "Archive", "Files", "HDF5", "Model", complex]),
  .target(
    name: "TeamContract", dependencies: ["Distribution"], path: "Tests/TeamContract",
    swiftSettings: settings),
  tests("DistributionTests", ["Distribution", "TeamContract"]),
  tests("MessagePassingTests", ["MessagePassing", "Distribution", "TeamContract"]),
  tests("ConfigurationTests", ["Configuration", "Model"]),
  tests("SynthesisTests", ["Synthesis", "Model", "Kernels", complex, realModule]),
  .target(name: "FormatSamples", path: "Tests/FormatSamples", swiftSettings: settings),
  tests(
    "FormatsTests",
    ["FormatSamples", "Formats", "Files", "Model", "CZlib", "CPackedNumbers", complex]),
  // What `run/fuzz` links with libFuzzer.
  .target(
    name: "Fuzzing",
    dependencies: [
      "FormatSamples", "Formats", "Archive", "HDF5", "Configuration", "Model", complex,
    ], path: "Tests/Fuzzing", swiftSettings: settings),
  tests("FuzzingTests", ["Fuzzing", "FormatSamples", "HDF5TestSupport", "Formats", "Model"]),
  tests("InspectionTests", ["Inspection", "Synthesis", "Kernels", "Model", complex]),
  tests("FiguresTests", ["Figures", "Model", complex]),
  tests("ModelTests", ["Model", complex]),
  tests("SurveyingTests", ["Surveying", "Model"]),
]

let command = Target.executableTarget(
  name: "skindepth",
  dependencies: [
    "Model", "Preprocessing", "Pipeline", "Spectra", "Selection", "Estimation", "Configuration",
    "Formats",
    "Archive", "Surveying", "Figures", "Synthesis", "Inspection", "Distribution",
    "MessagePassing", "Files", "CLinux", complex,
    .product(name: "ArgumentParser", package: "swift-argument-parser"),
    .product(name: "Logging", package: "swift-log"),
  ], swiftSettings: settings)

/// What `run/verify` and `run/bench` call.
let verification = Target.executableTarget(
  name: "verification",
  dependencies: [
    "TestSupport", "FormatSamples", "Model", "Preprocessing", "Kernels", "Spectra", "Selection",
    "Estimation",
    "Configuration", "Formats", "Archive", "Distribution", "Pipeline", "Synthesis", "Inspection",
    complex, realModule,
  ], path: "Tests/Verification", swiftSettings: settings)

/// Whether `run/fuzz` asks for the library that it links.
let isFuzzing = Context.environment["SKINDEPTH_FUZZ"] != nil

func isWanted(_ target: Target) -> Bool {
  target.type != .test || chosenTests?.contains(target.name) ?? true
}

let package = Package(
  name: "skindepth",
  products: isFuzzing ? [.library(name: "Fuzzing", type: .static, targets: ["Fuzzing"])] : [],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
  ],
  targets: cBorders + rooms + [command, verification] + testTargets.filter(isWanted)
)
