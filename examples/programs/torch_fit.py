"""A training with PyTorch whose checkpoint holds all that goes on: weights, optimiser and random numbers."""
import time

import torch

import percolate_task as task

parameters = task.parameters(rate=0.01, steps=60, pause=0.0)
torch.manual_seed(task.seed * 1000 + task.replicate)
torch.set_num_threads(task.threads)
torch.use_deterministic_algorithms(True)

model = torch.nn.Sequential(torch.nn.Linear(2, 32), torch.nn.Tanh(), torch.nn.Dropout(0.1), torch.nn.Linear(32, 1))
optimiser = torch.optim.AdamW(model.parameters(), lr=parameters["rate"])
first = 1

if task.restore():
    state = torch.load(task.restore(), weights_only=True)
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    torch.set_rng_state(state["random"])
    first = state["step"] + 1
    print("going on at step", first)

for step in range(first, parameters["steps"] + 1):
    if task.should_stop():
        task.hand_back()
    inputs = torch.rand(64, 2) * 2 - 1
    loss = torch.nn.functional.mse_loss(model(inputs), (inputs[:, :1] * inputs[:, 1:]))
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    time.sleep(parameters["pause"])
    task.report(step, loss=loss)
    if step % 5 == 0:
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "random": torch.get_rng_state()}
        with task.checkpoint(step) as path:
            torch.save(state | {"step": step}, path)

task.result({"final-loss": loss})
