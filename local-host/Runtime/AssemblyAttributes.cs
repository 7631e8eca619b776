using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ServerlessML.Tests.Conformance")]
[assembly: InternalsVisibleTo("ServerlessML.Bench")]
