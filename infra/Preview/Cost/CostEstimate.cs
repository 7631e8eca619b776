using ServerlessML.Infra.Settings;

namespace ServerlessML.Preview.Cost;

/// <summary>What a stack may cost in a month under a load: from what it would make, and a list of prices. An estimate.</summary>
public sealed record CostEstimate(Load Load, PriceList Prices, IReadOnlyList<CostLine> Lines)
{
    private const double MonthHours = 730;
    private const double MonthSeconds = MonthHours * 3600;

    /// <summary>Orchestrations started, activities scheduled and answered, timers and events of one run, about.</summary>
    private const int ActionsOfARun = 300;

    /// <summary>The sum of everything that has a price.</summary>
    public double Total => Lines.Sum(line => line.Amount ?? 0);

    public IEnumerable<CostLine> NotPriced => Lines.Where(line => line.Amount is null);

    public static CostEstimate Of(ResourceGraph graph, Load load, PriceList? own = null)
    {
        var prices = own ?? PriceList.Embedded;
        return new(
            load,
            prices,
            [
                .. Functions(graph, load, prices),
                .. Scheduler(graph, load, prices),
                Training(graph, load, prices),
                .. Gateway(graph, load, prices),
                .. Storage(graph, load, prices),
                .. Rest(graph, load, prices),
            ]
        );
    }

    private static IEnumerable<CostLine> Scheduler(ResourceGraph graph, Load load, PriceList prices)
    {
        foreach (var scheduler in graph.Of("durabletask:Scheduler"))
        {
            var sku = scheduler.Text("properties.sku.name");
            var units = scheduler.Input("properties.sku.capacity") as double? ?? 1;
            yield return sku == "Dedicated"
                ? new("durable task scheduler", $"{units:0} capacity units", units * prices.Find("scheduler-unit-month"))
                : new(
                    "durable task scheduler",
                    $"{load.Runs * ActionsOfARun:N0} actions, {ActionsOfARun} a run",
                    load.Runs * ActionsOfARun / 1e6 * prices.Find("scheduler-million-actions")
                );
        }
    }

    private static IEnumerable<CostLine> Functions(ResourceGraph graph, Load load, PriceList prices)
    {
        var app = graph.Of("web:WebApp").Single();
        var gb = (double)app.Input("functionAppConfig.scaleAndConcurrency.instanceMemoryMB")! / 1024;
        var seconds = load.Runs * load.ActivitySeconds;
        yield return new(
            "functions, working",
            $"{load.Runs} runs of {load.ActivitySeconds:0} s at {gb:0.#} GB, free grant of 100,000 GB-s left aside",
            seconds * gb * prices["functions-gb-second"] + load.Runs * 500 / 1e6 * prices["functions-million-executions"]
        );
        var ready = ((System.Collections.IEnumerable?)app.Input("functionAppConfig.scaleAndConcurrency.alwaysReady"))
            ?.Cast<object>()
            .Count()
            ?? 0;
        if (ready > 0)
        {
            yield return new(
                "functions, always ready",
                $"{ready} of {gb:0.#} GB",
                ready * gb * MonthSeconds * prices["functions-always-ready-gb-second"]
            );
        }
    }

    private static CostLine Training(ResourceGraph graph, Load load, PriceList prices)
    {
        var profile = ResourceGraph
            .Strings(graph.Of("app:ManagedEnvironment").Single().Input("workloadProfiles"))
            .FirstOrDefault(text => text is GpuProfiles.T4 or GpuProfiles.A100)
            ?? GpuProfiles.None;
        var (cpu, memory) = GpuProfiles.Size(profile);
        var gpu = profile switch
        {
            GpuProfiles.T4 => prices["gpu-t4-second"],
            GpuProfiles.A100 => prices["gpu-a100-second"],
            _ => 0,
        };
        var perSecond = cpu * prices["containers-vcpu-second"] + memory * prices["containers-gib-second"] + gpu;
        return new(
            "training",
            $"{load.Runs} runs of {load.TrainingHours:0.##} h on {profile}, {perSecond * 3600:0.00} an hour",
            load.Runs * load.TrainingHours * 3600 * perSecond
        );
    }

    private static IEnumerable<CostLine> Gateway(ResourceGraph graph, Load load, PriceList prices)
    {
        var app = graph.Of("app:ContainerApp").Single();
        var least = (double)app.Input("template.scale.minReplicas")!;
        var container = ((System.Collections.IEnumerable)app.Input("template.containers")!)
            .Cast<IReadOnlyDictionary<string, object>>()
            .First();
        var resources = (IReadOnlyDictionary<string, object>)container["resources"];
        var cpu = (double)resources["cpu"];
        var gib = double.Parse(((string)resources["memory"])[..^2], System.Globalization.CultureInfo.InvariantCulture);
        var idle = Math.Max(0, least - load.BusyReplicas);
        yield return new(
            "gateway, working",
            $"{load.BusyReplicas:0.#} replicas of {cpu} vCPU and {gib} GiB",
            load.BusyReplicas * MonthSeconds * (cpu * prices["containers-vcpu-second"] + gib * prices["containers-gib-second"])
        );
        yield return new(
            "gateway, waiting",
            $"{idle:0.#} replicas",
            idle * MonthSeconds * (cpu * prices["containers-vcpu-second-idle"] + gib * prices["containers-gib-second"])
        );
        yield return new(
            "gateway, requests",
            $"{load.Predictions / 1e6:0.#} million",
            load.Predictions / 1e6 * prices["containers-million-requests"]
        );
    }

    private static IEnumerable<CostLine> Storage(ResourceGraph graph, Load load, PriceList prices)
    {
        var zones = graph.Of("storage:StorageAccount").Single().Text("sku.name") == "Standard_ZRS";
        yield return new(
            "storage",
            $"{load.StoredGb:0} GB, hot, in {(zones ? "three zones" : "one zone")}",
            load.StoredGb * prices[zones ? "storage-gb-month-zrs" : "storage-gb-month-lrs"]
        );
        // Each replica looks at its plans four times a second; captures are written by the thousand.
        var replicas = Math.Max(load.BusyReplicas, (double)graph.Of("app:ContainerApp").Single().Input("template.scale.minReplicas")!);
        yield return new(
            "storage, reads and writes",
            "the gateway's looks at its plans, captures, runs",
            replicas * MonthSeconds * 4 / 1e4 * prices["storage-10k-reads"]
                + (load.Predictions / 1000 + load.Runs * 500) / 1e4 * prices["storage-10k-writes"]
        );
    }

    private static IEnumerable<CostLine> Rest(ResourceGraph graph, Load load, PriceList prices)
    {
        yield return new("logs and telemetry", $"{load.LogGb:0} GB", load.LogGb * prices["logs-gb"]);
        var registry = graph.Of("containerregistry:Registry").Single().Text("sku.name")!;
        yield return new("registry", registry, prices[$"registry-{registry.ToLowerInvariant()}-day"] * MonthHours / 24);
        if (graph.Of("web:StaticSite").Any(site => site.Text("sku.name") == "Standard"))
        {
            yield return new("approval page", "Standard", prices["static-site-standard-month"]);
        }

        var endpoints = graph.Of("network:PrivateEndpoint").Count();
        if (endpoints > 0)
        {
            yield return new(
                "private endpoints",
                $"{endpoints}, and their zones",
                endpoints * MonthHours * prices["private-endpoint-hour"]
                    + graph.Of("privatedns:PrivateZone").Count() * prices["private-zone-month"]
            );
        }

        var (logs, metrics) = (graph.Of("monitor:ScheduledQueryRule").Count(), graph.Of("monitor:MetricAlert").Count());
        yield return new(
            "alerts",
            $"{logs} of logs, {metrics} of metrics",
            logs * prices["log-alert-month"] + metrics * prices["metric-alert-month"]
        );
        yield return new(
            "events and secrets",
            "Event Grid and Key Vault",
            load.Runs * 20 / 1e6 * prices["event-grid-million"] + prices["key-vault-10k-operations"]
        );
    }
}
